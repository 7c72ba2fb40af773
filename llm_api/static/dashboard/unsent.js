/** What waits in this browser, as far as the signed-in person may see it. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { formatCount } from "./format.js";
import { user } from "./session.js";

/**
 * @typedef {import("./django-client.js").UnsentInterview} UnsentInterview
 * @typedef {import("./django-client.js").StartedInterview} StartedInterview
 * @typedef {object} Waiting
 * @property {UnsentInterview[]} refused
 * @property {UnsentInterview[]} unsent
 * @property {StartedInterview[]} unfinished
 * @property {number} others how many wait until their own person signs in
 */

/** @returns {Promise<Waiting>} */
export async function loadWaiting() {
  const [entries, unfinished] = await Promise.all([
    api.unsentInterviews(),
    api.unfinishedInterviews(),
  ]);
  const shown = entries.filter(isOurs);
  return {
    refused: shown.filter(({ refused }) => refused),
    unsent: shown.filter(({ refused }) => !refused),
    unfinished: unfinished.filter(isOurs),
    others: entries.length - shown.length,
  };
}

/** @param {{ owner: string | null }} kept */
const isOurs = ({ owner }) => !owner || owner === user()?.id;

/**
 * A notice that something waits, which is empty as long as nothing does.
 * @param {AbortSignal} signal of the view
 */
export function unsentNotice(signal) {
  const place = h("div", { class: "unsent-notice" });
  const draw = async () => {
    const waiting = await loadWaiting();
    if (!signal.aborted) place.replaceChildren(...notice(waiting));
  };
  addEventListener("storage", draw, { signal });
  addEventListener(CHANGED, draw, { signal });
  draw();
  return place;
}

const CHANGED = "interview-storage.unsent-changed";

/** Tell the notices that something was saved, refused or discarded. */
export const unsentChanged = () => dispatchEvent(new Event(CHANGED));

/** @param {Waiting} waiting */
function notice({ refused, unsent, unfinished, others }) {
  const parts = [
    refused.length && `${formatCount(refused.length, "interview")} could not be saved`,
    unsent.length && `${formatCount(unsent.length, "interview")} could not be sent yet`,
    unfinished.length && formatCount(unfinished.length, "interrupted interview"),
  ].filter(Boolean);
  if (!parts.length) return others ? [h("p", { class: "notice" }, othersText(others))] : [];
  const link = h("a", { href: "/dashboard/unsent" }, "See what you can do");
  return [h("p", { class: "notice" }, `Kept in this browser: ${parts.join(", ")}. `, link)];
}

/** @param {number} count */
export const othersText = (count) =>
  `${formatCount(count, "interview")} in this browser ${count === 1 ? "waits" : "wait"} until the person who did ${count === 1 ? "it" : "them"} signs in.`;
