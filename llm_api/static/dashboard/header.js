/** The top of the page: its navigation and the signed-in person. */

import { h } from "./dom.js";
import { practiceLink } from "./practice-link.js";
import { user } from "./session.js";

const NAVIGATION = [
  ["/dashboard", "History"],
  ["/dashboard/progress", "Progress"],
  ["/dashboard/data", "Your data"],
];

/** @param {URL} url @param {() => void} onSignOut */
export function drawHeader(url, onSignOut) {
  const header = /** @type {HTMLElement} */ (document.getElementById("top"));
  const brand = h("a", { class: "brand", href: "/dashboard" }, "Interview Storage");
  const parts = user() ? [brand, navigation(url), account(onSignOut)] : [brand];
  header.replaceChildren(h("div", { class: "top-row" }, ...parts));
}

/** @param {URL} url */
const navigation = (url) =>
  h(
    "nav",
    { "aria-label": "Pages" },
    NAVIGATION.map(([href, name]) =>
      h("a", { href, "aria-current": url.pathname === href ? "page" : null }, name),
    ),
  );

/** @param {() => void} onSignOut */
const account = (onSignOut) =>
  h(
    "div",
    { class: "account" },
    h("span", { class: "account-name", dir: "auto" }, user().email),
    practiceLink("Practise", "button"),
    h("button", { type: "button", class: "quiet", onclick: onSignOut }, "Sign out"),
  );
