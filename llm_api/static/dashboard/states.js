/** What stands where something is still to come, or did not come. */

import { ApiError } from "./django-client.js";
import { h } from "./dom.js";
import { expire } from "./session.js";

/**
 * A place that fills itself with what `ask` brings.
 * @template T
 * @param {AbortSignal} signal
 * @param {() => Promise<T>} ask
 * @param {(answer: T) => import("./dom.js").Child | import("./dom.js").Child[]} show
 * @returns {HTMLElement}
 */
export function loaded(signal, ask, show) {
  const place = h("div", { class: "loaded" });
  const run = async () => {
    if (signal.aborted) return;
    place.setAttribute("aria-busy", "true");
    place.replaceChildren(loading());
    try {
      const answer = await ask();
      if (!signal.aborted) place.replaceChildren(...[show(answer)].flat().filter(Boolean));
    } catch (error) {
      if (!signal.aborted) place.replaceChildren(failure(error, run));
    }
    place.removeAttribute("aria-busy");
  };
  run();
  return place;
}

export const loading = () =>
  h(
    "div",
    { class: "loading" },
    h("span", { class: "visually-hidden" }, "Loading…"),
    h("span", { class: "bone" }),
    h("span", { class: "bone" }),
    h("span", { class: "bone" }),
  );

/**
 * @param {string} title
 * @param {...any} children
 */
export const emptyState = (title, ...children) =>
  h("div", { class: "state" }, h("p", { class: "state-title" }, title), ...children);

/**
 * The same for a whole page.
 * @param {string} title
 * @param {...any} children
 */
export const emptyPage = (title, ...children) =>
  h("div", { class: "state" }, h("h1", { class: "state-title" }, title), ...children);

/**
 * @param {unknown} error
 * @param {() => void} [retry]
 */
export function failure(error, retry) {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return emptyState("Something went wrong on this page.", h("p", {}, "Reload it to go on."));
  }
  if (error.status === 401) expire();
  if (error.status === 404) {
    return emptyPage(
      "There is no such interview here.",
      h("p", {}, "It may have been deleted, or it belongs to another account."),
      h("a", { href: "/dashboard" }, "Back to your interviews"),
    );
  }
  const again =
    retry && h("button", { type: "button", class: "button", onclick: retry }, "Try again");
  if (retry) retryWhenOnline(retry, error);
  return h(
    "div",
    { class: "state", role: "alert" },
    h("p", { class: "state-title" }, headline(error)),
    h("p", {}, advice(error)),
    again,
  );
}

/** @param {ApiError} error */
function headline(error) {
  if (!navigator.onLine) return "You are offline.";
  return error.mayPass ? "The service cannot be reached just now." : "That did not work.";
}

/** @param {ApiError} error */
function advice(error) {
  if (!navigator.onLine) return "This goes on by itself when the connection is back.";
  if (error.mayPass) return "Nothing is lost. Try again in a moment.";
  return error.requestId ? `${error.message} (request ${error.requestId})` : error.message;
}

/** @param {() => void} retry @param {ApiError} error */
function retryWhenOnline(retry, error) {
  if (error.status === 0) addEventListener("online", retry, { once: true });
}
