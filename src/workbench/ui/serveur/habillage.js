// What Streamlit writes itself, said in French; Ctrl+K puts the cursor in the search of the bar; what draws
// charts and grids is loaded while the first page is read; the pieces of a page are handed over together.
"use strict";
const MOTS = /*MOTS*/ { exacts: {}, motifs: [] };
const LOURDS = /*LOURDS*/ [];
const ATTRIBUTS = ["aria-label", "title", "placeholder", "data-placeholder"];
const A_NOUS = '[data-testid="stHtml"], table, code, pre';
const CHERCHER = '.st-key-barre_recherche input';
const DEFILENT = '[data-testid="stPopoverBody"], pre';  // they scroll, and the keyboard must be able to
const motifs = MOTS.motifs.map(([motif, dit]) => [new RegExp(motif), dit]);

function dire(texte) {
  const court = texte.trim();
  if (Object.hasOwn(MOTS.exacts, court)) return MOTS.exacts[court];
  for (const [motif, dit] of motifs) if (motif.test(court)) return court.replace(motif, dit).trim();
  return null;
}

function traduireTexte(noeud) {
  const parent = noeud.parentElement;
  if (!parent || parent.closest(A_NOUS)) return;
  const dit = dire(noeud.data);
  if (dit !== null && dit !== noeud.data) noeud.data = dit;
}

function traduireAttributs(element) {
  for (const nom of ATTRIBUTS) {
    const valeur = element.getAttribute(nom);
    const dit = valeur && dire(valeur);
    if (dit && dit !== valeur) element.setAttribute(nom, dit);
  }
}

function traduire(racine) {
  if (racine.nodeType === Node.TEXT_NODE) return traduireTexte(racine);
  if (racine.nodeType !== Node.ELEMENT_NODE || racine.closest(A_NOUS)) return;
  if (racine.matches(DEFILENT)) racine.tabIndex = 0;
  for (const zone of racine.querySelectorAll(DEFILENT)) zone.tabIndex = 0;
  const marche = document.createTreeWalker(racine, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let noeud = racine; noeud; noeud = marche.nextNode())
    noeud.nodeType === Node.TEXT_NODE ? traduireTexte(noeud) : traduireAttributs(noeud);
}

new MutationObserver((vus) => {
  for (const vu of vus) {
    if (vu.type === "childList") vu.addedNodes.forEach(traduire);
    else if (vu.type === "characterData") traduireTexte(vu.target);
    else if (!vu.target.closest(A_NOUS)) traduireAttributs(vu.target);
  }
}).observe(document.documentElement, {
  childList: true, subtree: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTS,
});

document.addEventListener("keydown", (touche) => {
  if (!(touche.ctrlKey || touche.metaKey) || touche.key.toLowerCase() !== "k") return;
  const champ = document.querySelector(CHERCHER);
  if (!champ) return;
  touche.preventDefault();
  champ.focus();
  champ.click();
}, true);

const DESSINEE = '[data-testid="stApp"][data-test-script-state="notRunning"] h1';
const quandLibre = window.requestIdleCallback ?? ((faire) => setTimeout(faire, 200));

function charger() {
  if (!document.querySelector(DESSINEE)) return void setTimeout(charger, 500);
  const suivant = LOURDS.shift();  // one at a time: a click in between does not wait for all
  if (suivant) quandLibre(() => import(suivant).catch(() => {}).then(charger));
}
addEventListener("load", () => setTimeout(charger, 500));

// Streamlit draws the whole page again at each piece that comes, and a page comes in a hundred: those of one
// moment, handed over in one go, are drawn once. Same pieces, same order.
const ENSEMBLE_MS = 30;
window.WebSocket = class extends WebSocket {
  addEventListener(genre, faire, ...reste) {
    super.addEventListener(genre, genre === "message" ? ensemble(faire) : faire, ...reste);
  }
};

function ensemble(faire) {
  let recus = [];
  return (recu) => {
    if (recus.push(recu) > 1) return;
    setTimeout(() => {
      const tous = recus;
      recus = [];
      for (const un of tous) faire(un);
    }, ENSEMBLE_MS);
  };
}
