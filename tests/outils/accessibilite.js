// What the browser tests ask of a page already drawn. Evaluated once in the document, kept in `window.epreuves`.
window.epreuves = (() => {
  const COMMANDES = "a[href],button,input,select,textarea,summary,[tabindex],[contenteditable='true']," +
    "[role=button],[role=tab],[role=radio],[role=checkbox],[role=switch],[role=menuitem],[role=combobox]";
  const ENSEMBLE = "[role=tablist],[role=radiogroup],[role=menu],[role=listbox],[role=grid],[role=toolbar]";
  const PAS_FINI = '[data-stale="true"], [data-testid="stSkeleton"]';
  const app = () => document.querySelector('[data-testid="stApp"]');

  // Drawn: the script ended, nothing of the page before is left.
  const dessinee = () => {
    const une = app();
    return une && une.dataset.testScriptState === "notRunning" && !une.querySelector(PAS_FINI) &&
      !document.getAnimations().some((anime) => Number.isFinite(anime.effect?.getComputedTiming().endTime));
  };

  // To a page of the application, as a link does; the milliseconds until it is drawn and stays so.
  const ATTENTE = 60000;
  const aller = (vers, question, ms) => new Promise((fin, echec) => {
    const une = (texte) => texte.replace(/\s+/g, " ").trim();
    const depart = performance.now();
    let depuis = null;
    history.pushState({}, "", vers);
    dispatchEvent(new PopStateEvent("popstate"));
    const venue = () => {
      const titre = document.querySelector('[data-testid="stMain"] h1');
      return titre && une(titre.innerText) === une(question);
    };
    const voir = () => {
      // what the script says first: the rest makes the browser lay the page out, and would be part of what is timed
      if (!dessinee() || !venue()) depuis = null;
      else depuis ??= performance.now();
      if (depuis !== null && performance.now() - depuis >= ms) fin(depuis - depart);
      else if (performance.now() - depart > ATTENTE) echec(new Error(`${vers} : « ${question} » n’est pas venue`));
      else setTimeout(voir, 10);
    };
    setTimeout(voir, 0);
  });

  // From a key to the next case of the review: the milliseconds, key after key, kept in `temps`.
  const temps = [];
  const minuterCas = () => {
    const cas = () => document.querySelector('[class*="st-key-passer_"]')?.className;
    addEventListener("keydown", () => {
      const depart = performance.now(), avant = cas();
      const voir = () => {
        if (cas() && cas() !== avant) temps.push(performance.now() - depart);
        else if (performance.now() - depart < ATTENTE) requestAnimationFrame(voir);
      };
      voir();
    }, true);
  };

  // It is drawn, and stays so.
  const calme = (ms) => new Promise((fin) => {
    let depuis = performance.now();
    const voir = () => {
      if (!dessinee()) depuis = performance.now();
      if (performance.now() - depuis >= ms) fin(true); else setTimeout(voir, 20);
    };
    voir();
  });

  const vu = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.closest("[inert],[aria-hidden='true']");
  const dit = (el) => {
    const bloc = el.closest("[data-testid]");
    const texte = (el.getAttribute("aria-label") || el.innerText || el.title || "").trim().slice(0, 50);
    return `${el.tagName.toLowerCase()} ${bloc ? bloc.dataset.testid : ""} « ${texte} »`;
  };

  // What is open only on demand is judged too.
  const deplier = () => document.querySelectorAll("details:not([open]) > summary").forEach((un) => un.click());

  const depasse = () => {
    const zone = document.querySelector('[data-testid="stMain"]'), page = document.documentElement;
    return Math.max(zone.scrollWidth - zone.clientWidth, page.scrollWidth - page.clientWidth);
  };

  // Words cut or out of the screen with no way to scroll to them (an ellipsis says that it cuts: the field tells all).
  const coupes = () => {
    const trouves = [];
    const marche = document.createTreeWalker(app(), NodeFilter.SHOW_TEXT);
    for (let noeud = marche.nextNode(); noeud; noeud = marche.nextNode()) {
      const el = noeud.parentElement;
      if (!noeud.data.trim() || !el || el.closest("style,script,svg,details:not([open]) > :not(summary)") || !vu(el)) continue;
      const zone = document.createRange();
      zone.selectNodeContents(noeud);
      const mots = zone.getBoundingClientRect();
      if (mots.width < 2 || mots.height < 2) continue;
      let cadre = el, atteint = false, coupe = "";
      for (; cadre && cadre !== document.documentElement && !atteint && !coupe; cadre = cadre.parentElement) {
        const style = getComputedStyle(cadre), bord = cadre.getBoundingClientRect();
        if (parseFloat(style.borderRightWidth) && style.display !== "inline" && mots.right > bord.right + 1) coupe = "déborde";
        if (bord.width <= 2 || bord.height <= 2) { atteint = true; break; }  // said to screen readers alone
        if (/auto|scroll/.test(style.overflowX) && cadre.scrollWidth > cadre.clientWidth) atteint = true;
        else if (/hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis" &&
                 (mots.right > bord.right + 1 || mots.left < bord.left - 1)) coupe = "coupé";
      }
      if (!atteint && !coupe && (mots.right > innerWidth + 1 || mots.left < -1)) coupe = "hors de l’écran";
      if (coupe) trouves.push(`${coupe} : ${dit(el)} « ${noeud.data.trim().slice(0, 60)} »`);
    }
    for (const champ of app().querySelectorAll("input:not([type=radio], [type=checkbox], [type=file]), textarea"))
      if (vu(champ) && champ.value && getComputedStyle(champ).textOverflow !== "ellipsis" && champ.scrollWidth > champ.clientWidth + 1)
        trouves.push(`coupé : ${dit(champ)} « ${champ.value.slice(0, 60)} »`);
    return trouves;
  };

  const commandes = () => [...document.querySelectorAll(COMMANDES)].filter(
    (el) => vu(el) && !el.disabled && el.getAttribute("aria-disabled") !== "true" && !el.closest("[disabled]"));
  const pressable = (el) => el.matches("a[href],button,input,select,textarea,summary,[role]");

  // Controls that Tab never reaches: none of their group does either.
  const injoignables = () => commandes().filter((el) => {
    if (!pressable(el) || el.tabIndex >= 0) return false;
    const groupe = el.closest(ENSEMBLE) || el.closest('[data-testid="stElementContainer"]');
    return !groupe || ![...groupe.querySelectorAll(COMMANDES)].some((autre) => autre.tabIndex >= 0);
  }).map(dit);

  const STYLES = ["outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "borderTopColor", "borderBottomColor",
    "backgroundColor", "textDecorationLine", "color", "opacity"];
  const aspect = (el) => {
    const autour = [el, ...el.children, el.nextElementSibling, el.previousElementSibling];
    for (let un = el.parentElement, rang = 0; un && rang < 5; un = un.parentElement, rang += 1) autour.push(un);
    return autour.filter(Boolean).map((un) => {
      const style = getComputedStyle(un);
      return STYLES.map((nom) => style[nom]).join();
    }).join("|");
  };

  // Controls whose look does not change when they hold the focus; each kind once, whatever the page.
  const connus = new Set();
  const image = () => new Promise((fin) => requestAnimationFrame(() => setTimeout(fin)));
  const sansFocusVisible = async () => {
    const fixe = document.createElement("style");
    fixe.textContent = "*, *::before, *::after {transition: none !important; animation: none !important;}";
    document.head.append(fixe);
    const muets = [];
    for (const el of commandes()) {
      const genre = `${el.tagName} ${el.type || ""} ${el.getAttribute("role")} ${el.closest("[data-testid]")?.dataset.testid} ${el.className}`;
      if (el.tabIndex < 0 || connus.has(genre)) continue;
      connus.add(genre);
      document.activeElement?.blur();
      await image();
      const avant = aspect(el);
      el.focus({ preventScroll: true, focusVisible: true });
      await image();  // some widgets draw their focus themselves
      if (document.activeElement === el && aspect(el) === avant) muets.push(dit(el));
    }
    document.activeElement?.blur();
    fixe.remove();
    return muets;
  };

  // Tab, for real: what got the focus since `suivre`, and what never did.
  let recus = new Set();
  document.addEventListener("focusin", (evenement) => recus.add(evenement.target), true);
  const suivre = () => { recus = new Set(); };
  const arrets = () => commandes().filter((el) => el.tabIndex >= 0).length;
  const oublies = () => commandes().filter((el) => {
    if (!pressable(el) || el.tabIndex < 0 || recus.has(el)) return false;
    const groupe = el.closest(ENSEMBLE);
    return !groupe || ![...recus].some((autre) => groupe.contains(autre));
  }).map(dit);

  const axe = async (etiquettes) => {
    const lu = await window.axe.run(document, {
      runOnly: { type: "tag", values: etiquettes }, resultTypes: ["violations"], iframes: false,
    });
    return lu.violations.flatMap((faute) => faute.nodes.map(
      (un) => ({ regle: faute.id, ou: un.target.join(" "), html: un.html.slice(0, 300), dit: un.failureSummary })));
  };
  return { aller, temps, minuterCas, calme, deplier, depasse, coupes, injoignables, sansFocusVisible, suivre, arrets, oublies, axe };
})();
