/** The entry point: starts the session, the API's client and the router, and joins them. */

import { accountView, newPasswordView } from "./account-view.js";
import { startClient } from "./api.js";
import { showBanner, watchConnection } from "./banner.js";
import { clearSelection } from "./comparison-selection.js";
import { config } from "./config.js";
import { announce, h } from "./dom.js";
import { formatCount } from "./format.js";
import { drawHeader } from "./header.js";
import { historyView } from "./history-view.js";
import { lazyView, loadViewsWhenIdle } from "./lazy-view.js";
import { clearCachedPages, forgetListAddress } from "./list-state.js";
import { pendingClaim } from "./pending-claim.js";
import { emptyPage } from "./placeholders.js";
import { navigate, show, startRouter } from "./router.js";
import { rememberedPage, signOut, startSession, user } from "./session.js";
import { loadWaiting, unsentChanged } from "./unsent.js";

/** @type {import("./router.js").Route[]} */
const ROUTES = [
  [/^\/dashboard\/?$/, historyView],
  [
    /^\/dashboard\/interviews\/([^/]+)$/,
    lazyView(async () => (await import("./interview-view.js")).interviewView),
  ],
  [
    /^\/dashboard\/progress$/,
    lazyView(async () => (await import("./progress-view.js")).progressView),
  ],
  [/^\/dashboard\/compare$/, lazyView(async () => (await import("./compare-view.js")).compareView)],
  [/^\/dashboard\/claim$/, lazyView(async () => (await import("./claim-view.js")).claimView)],
  [/^\/dashboard\/data$/, lazyView(async () => (await import("./data-view.js")).dataView)],
  [/^\/dashboard\/unsent$/, lazyView(async () => (await import("./unsent-view.js")).unsentView)],
  [/^\/dashboard\/password$/, newPasswordView],
];

/** Whether the sign-in form must say that a session has ended. */
let sessionEnded = false;
/** Whether the session is about to end because the person signs out. */
let signingOut = false;
/** @type {ReturnType<typeof startClient> | undefined} none before the session is known */
let client;
/** Whether the router runs. supabase-js reports its first events before it does. */
let started = false;

/**
 * @param {URL} url
 * @param {AbortSignal} signal
 * @param {boolean} restored
 * @returns {import("./router.js").View}
 */
function viewOf(url, signal, restored) {
  if (!user() && url.pathname !== "/dashboard/unsent") {
    const claiming = Boolean(pendingClaim(url));
    return accountView({ ended: sessionEnded, claiming, signal });
  }
  for (const [pattern, view] of ROUTES) {
    const match = pattern.exec(url.pathname);
    if (match) return view({ url, signal, restored, id: decoded(match[1] ?? "") });
  }
  return { title: "Not found", node: notFound() };
}

/** @param {string} text from an address, where a % may stand for itself */
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
function onSessionChange(event) {
  if (event === "out") {
    client?.signedOut();
    clearSelection();
    clearCachedPages();
  }
  if (!started) {
    if (event === "recovery") history.replaceState(null, "", "/dashboard/password");
    return;
  }
  if (event === "recovery") return navigate("/dashboard/password");
  if (signingOut) forgetAddresses();
  sessionEnded = event === "out" && !signingOut;
  signingOut = false;
  if (event === "in") client?.sendUnsent();
  show();
}

/** What somebody searched for is not for the next person at this browser. */
function forgetAddresses() {
  forgetListAddress();
  history.replaceState(null, "", "/dashboard");
}

async function onSignOut() {
  signingOut = true;
  try {
    await signOut();
  } catch {
    signingOut = false;
    showBanner(
      "You are still signed in, because the service cannot be reached. Try again in a moment.",
    );
  }
}

async function onLateSave() {
  const { refused, unsent } = await loadWaiting();
  const waiting = refused.length + unsent.length;
  const rest = waiting ? ` ${formatCount(waiting, "interview")} still to send.` : "";
  showBanner(`An interview that could not be sent earlier has been saved.${rest}`);
  clearCachedPages();
  if (user() && location.pathname === "/dashboard") show({ focus: false });
}

/** A link in a mail may lead to the first page: go on where it was asked for. */
function restoreRememberedPage() {
  if (!fromMail || !user() || location.pathname === "/dashboard/password") return;
  const page = rememberedPage();
  if (page) history.replaceState(null, "", page);
}

/** Whether a link in a mail led here. supabase-js removes its tokens from the address. */
const fromMail = location.hash.includes("access_token=");

await startSession(config, onSessionChange);
client = startClient(onLateSave, unsentChanged);
restoreRememberedPage();
started = true;
startRouter(viewOf, (url) => drawHeader(url, onSignOut));
watchConnection();
loadViewsWhenIdle();
announce("");
