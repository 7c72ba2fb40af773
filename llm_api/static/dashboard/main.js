/** The page: who is signed in decides between the dashboard and the sign-in form. */

import { accountView, newPasswordView } from "./account-view.js";
import { startClient } from "./api.js";
import { claimView, pendingClaim } from "./claim-view.js";
import { compareView } from "./compare-view.js";
import { clearSelection } from "./comparison-selection.js";
import { dataView } from "./data-view.js";
import { unsentInterviews } from "./django-client.js";
import { announce, h } from "./dom.js";
import { formatCount } from "./format.js";
import { forgetPages, historyView } from "./history-view.js";
import { interviewView } from "./interview-view.js";
import { progressView } from "./progress-view.js";
import { navigate, show, startRouter } from "./router.js";
import { rememberedPage, signOut, startSession, user } from "./session.js";
import { emptyPage } from "./states.js";

/** @type {import("./router.js").Route[]} */
const ROUTES = [
  [/^\/dashboard\/?$/, historyView],
  [/^\/dashboard\/interviews\/([^/]+)$/, interviewView],
  [/^\/dashboard\/progress$/, progressView],
  [/^\/dashboard\/compare$/, compareView],
  [/^\/dashboard\/claim$/, claimView],
  [/^\/dashboard\/data$/, dataView],
  [/^\/dashboard\/password$/, newPasswordView],
];

const NAVIGATION = [
  ["/dashboard", "History"],
  ["/dashboard/progress", "Progress"],
  ["/dashboard/data", "Your data"],
];

const config = JSON.parse(document.getElementById("config")?.textContent ?? "{}");
/** Whether the sign-in form stands where somebody was signed in before. */
let ended = false;
let started = false;

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 * @param {boolean} restored
 * @returns {import("./router.js").View}
 */
function viewOf(url, signal, restored) {
  if (!user()) return accountView({ config, ended, claiming: Boolean(pendingClaim(url)) });
  for (const [pattern, view] of ROUTES) {
    const match = pattern.exec(url.pathname);
    if (match) return view({ url, signal, restored, id: decoded(match[1] ?? "") });
  }
  return { title: "Not found", node: notFound() };
}

/** @param {string} text of an address, which may hold any % */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const notFound = () =>
  emptyPage("There is no such page.", h("a", { href: "/dashboard" }, "Back to your interviews"));

/** @param {"in" | "out" | "recovery"} event */
function onSession(event) {
  if (event === "out") {
    clearSelection();
    forgetPages();
  }
  if (!started) {
    if (event === "recovery") history.replaceState(null, "", "/dashboard/password");
    return;
  }
  if (event === "recovery") return navigate("/dashboard/password");
  ended = event === "out" && !leaving;
  leaving = false;
  if (event === "in") client.sendUnsent();
  show();
}

let leaving = false;

async function leave() {
  leaving = true;
  try {
    await signOut();
  } catch {
    leaving = false;
    showBanner("You are still signed in: there is no connection just now. Try again in a moment.");
  }
}

/** @param {URL} url */
function drawTop(url) {
  const top = /** @type {HTMLElement} */ (document.getElementById("top"));
  const brand = h("a", { class: "brand", href: "/dashboard" }, "Interview Storage");
  top.replaceChildren(h("div", { class: "top-row" }, brand, ...(user() ? signedInTop(url) : [])));
}

/** @param {URL} url */
function signedInTop(url) {
  const links = NAVIGATION.map(([href, name]) =>
    h("a", { href, "aria-current": url.pathname === href ? "page" : null }, name),
  );
  return [
    h("nav", { "aria-label": "Pages" }, ...links),
    h(
      "div",
      { class: "account" },
      h("span", { class: "account-name" }, user().email),
      h("button", { type: "button", class: "quiet", onclick: leave }, "Sign out"),
    ),
  ];
}

/** @param {string} text */
function showBanner(text) {
  const banner = /** @type {HTMLElement} */ (document.getElementById("banner"));
  banner.hidden = !text;
  banner.textContent = text;
}

function showConnection() {
  showBanner(navigator.onLine ? "" : "You are offline. What you see may be out of date.");
}

function sayLateSave() {
  const waiting = unsentInterviews().length;
  const rest = waiting ? ` ${formatCount(waiting, "interview")} still to send.` : "";
  showBanner(`An interview that could not be sent earlier has been saved.${rest}`);
  forgetPages();
  if (user() && location.pathname === "/dashboard") show({ focus: false });
}

addEventListener("online", showConnection);
addEventListener("offline", showConnection);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  // A chart has the colours of its first drawing.
  if (document.querySelector("canvas")) show({ scroll: scrollY, focus: false });
});

/** Whether a link in a mail led here; supabase-js takes its tokens out of the address. */
const fromMail = location.hash.includes("access_token=");

await startSession(config, onSession);
const client = startClient(sayLateSave);
const returned =
  fromMail && user() && location.pathname !== "/dashboard/password" ? rememberedPage() : null;
if (returned) history.replaceState(null, "", returned);
started = true;
startRouter(viewOf, drawTop);
showConnection();
announce("");
