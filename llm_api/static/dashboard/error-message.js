/** The message for a reader when a request failed. */

import { ApiError } from "./django-client.js";
import { h } from "./dom.js";
import { emptyPage, emptyState } from "./placeholders.js";

/**
 * @param {unknown} error anything but an ApiError is a bug of the page, and is logged
 * @param {() => void} [retry] called by the "Try again" button, and when the browser is online again
 * @returns {HTMLElement}
 */
export function errorMessage(error, retry) {
  if (!(error instanceof ApiError)) {
    console.error(error);
    return emptyState("This page has a fault.", h("p", {}, "Reload it and try again."));
  }
  if (error.status === 404) return notFoundMessage();
  if (retry && error.status === 0) addEventListener("online", retry, { once: true });
  return h(
    "div",
    { class: "state", role: "alert" },
    h("p", { class: "state-title" }, headline(error)),
    h("p", {}, advice(error)),
    retry && h("button", { type: "button", class: "button", onclick: retry }, "Try again"),
  );
}

/** The API answers 404 for an interview of another account too, so the message names both cases. */
const notFoundMessage = () =>
  emptyPage(
    "There is no such interview here.",
    h("p", {}, "It may have been deleted, or it belongs to another account."),
    h("a", { href: "/dashboard" }, "Back to your interviews"),
  );

/** The client has errors without a status of its own, such as `sign_in_needed`. @param {ApiError} error */
const isUnreachable = ({ mayPass, status, code }) =>
  mayPass && (status !== 0 || code === "unreachable");

/** @param {ApiError} error */
function headline(error) {
  if (!navigator.onLine) return "You are offline.";
  return isUnreachable(error) ? "The service cannot be reached." : "The request failed.";
}

/** @param {ApiError} error */
function advice(error) {
  if (!navigator.onLine) return "The page loads by itself when you are online again.";
  if (isUnreachable(error)) return "Nothing is lost. Try again in a moment.";
  return error.requestId ? `${error.message} (request ${error.requestId})` : error.message;
}
