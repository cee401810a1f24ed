"""The look: a few rules over Streamlit's theme, plus the print style. No font, script or image is downloaded."""

from __future__ import annotations

import streamlit as st

CSS = """
<style>
.block-container {padding-top: 3.4rem; padding-bottom: 2rem; max-width: 1240px;}
h1 {padding: 0 0 .1rem 0 !important;}
h2, h3 {padding: .2rem 0 .1rem 0 !important;}
.wb-source {color: #5D6470; font-size: .875rem; margin: 0;}
.wb-titre {font-weight: 620; font-size: 1.06rem; line-height: 1.35; margin: 0 0 .3rem 0; color: #1E2430;}
.wb-reponse {display: flex; flex-wrap: wrap; align-items: baseline; gap: .15rem .9rem; margin: 0 0 .15rem 0;}
.wb-score {font-size: 3.1rem; font-weight: 680; line-height: 1.05; color: #1E2430; font-variant-numeric: tabular-nums;
  white-space: nowrap;}
.wb-etat {display: inline-block; font-weight: 640; font-size: 1rem; border: 2px solid currentColor; border-radius: 4px;
  padding: .05rem .55rem; white-space: nowrap; background: #FFF;}
.wb-reste {font-size: 1.06rem; line-height: 1.4; margin: 0; color: #1E2430;}
.wb-detail {font-size: .9rem; color: #4A515C; margin: .1rem 0 0 0; line-height: 1.4;}
.wb-jauge {position: relative; height: 10px; background: #E4E7EC; border-radius: 5px; margin: .4rem 0 .5rem 0;}
.wb-jauge > span {display: block; height: 10px; border-radius: 5px; background: #1F4E8C;}
.wb-decisions {list-style: none; padding: 0; margin: 0; display: grid; gap: .75rem;
  grid-template-columns: repeat(auto-fit, minmax(17rem, 1fr));}
.wb-decisions li {border: 1px solid #D5D9E0; border-left: 4px solid #1F4E8C; border-radius: 4px; padding: .65rem .85rem;
  margin: 0; font-size: .95rem; line-height: 1.4;}
.wb-decisions b {display: block; font-size: 1rem; margin-bottom: .15rem;}
.wb-decisions small {display: block; color: #4A515C; margin-top: .35rem; font-size: .85rem;}
.wb-bandeau {border-top: 1px solid #D5D9E0; color: #4A515C; font-size: .9rem; padding-top: .5rem; margin: .2rem 0 0 0;}
.wb-chiffres {display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: .3rem 0;}
.wb-chiffres > div {border-left: 4px solid #1F4E8C; padding: .1rem 0 .1rem .75rem;}
.wb-chiffres dt {font-size: .875rem; color: #4A515C; line-height: 1.25;}
.wb-chiffres dd {margin: 0; font-size: 1.6rem; font-weight: 650; line-height: 1.2; font-variant-numeric: tabular-nums;}
.wb-chiffres small {font-size: .875rem; font-weight: 400; color: #4A515C; margin-left: .35rem;}
.wb-definitions dt {font-weight: 620;} .wb-definitions dd {margin: 0 0 .4rem 0; color: #4A515C; font-size: .9rem;}
abbr[title] {text-decoration: underline dotted; text-underline-offset: 3px; cursor: help;}
.wb-cadre {overflow-x: auto; max-width: 100%;}
table.wb {border-collapse: collapse; width: 100%; font-size: .875rem; font-variant-numeric: tabular-nums;}
table.wb caption {text-align: left; color: #5D6470; font-size: .85rem; padding: 0 0 .3rem 0; caption-side: top;}
table.wb th {text-align: left; font-weight: 620; border-bottom: 2px solid #B8BEC8; padding: .3rem .5rem; vertical-align: bottom;}
table.wb td {border-bottom: 1px solid #E4E7EC; padding: .3rem .5rem; vertical-align: top;}
table.wb .n {text-align: right; white-space: nowrap;}
table.wb tbody tr:hover {background: #F5F6F8;}
table.wb .e {white-space: nowrap; font-weight: 600;}
.wb-defile {max-height: 25rem; overflow: auto;}
.wb-defile thead th {position: sticky; top: 0; background: #FFF;}
@media (max-width: 640px) {
  .block-container {padding-left: 1rem; padding-right: 1rem; padding-top: 3.6rem;}
  .wb-score {font-size: 2.6rem;}
  h1 {font-size: 1.5rem !important;}
}
@media print {
  @page {size: A4 landscape; margin: 12mm;}
  header, [data-testid="stSidebar"], [data-testid="stToolbar"], [data-testid="stHeader"], .stDownloadButton, .stButton,
  .stPopover, [data-testid="stPopover"] {display: none !important;}
  .block-container {padding: 0 !important; max-width: none !important;}
  .stApp, .stMain, [data-testid="stAppViewContainer"], [data-testid="stMain"] {position: static !important;
    overflow: visible !important; height: auto !important;}
  .wb-defile {max-height: none; overflow: visible;}
  [data-testid="stVerticalBlockBorderWrapper"], .wb-decisions li, table.wb tr {break-inside: avoid;}
  * {-webkit-print-color-adjust: exact; print-color-adjust: exact;}
}
</style>
"""


def appliquer() -> None:
    """Add the style sheet to the page being drawn."""
    st.html(CSS)
