/** Claiming: an interview that was saved without a token becomes the signed-in person's. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatDate } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { emptyState } from "./placeholders.js";
import { user } from "./session.js";

/**
 * The claim token of a link /dashboard/claim#token. It stands in the fragment because browsers
 * send that to no server. Supabase's own fragments hold `name=value` pairs.
 * @param {URL} url
 */
export const pendingClaim = (url) =>
  url.pathname === "/dashboard/claim" && !url.hash.includes("=") ? url.hash.slice(1) : "";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function claimView({ url }) {
  const token = pendingClaim(url);
  const node = h("section", { class: "card narrow" });
  node.append(...(token ? confirmation(token, node) : incompleteLink()));
  return { title: "Add an interview", node };
}

const incompleteLink = () => [
  h("h1", {}, "Add an interview"),
  h("p", {}, "This link is not complete. Open it again from where you got it."),
];

/** @param {string} token @param {HTMLElement} node */
function confirmation(token, node) {
  const message = h("div", {});
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    try {
      const { data } = await api.claimInterview(token);
      clearCachedPages();
      node.replaceChildren(...claimed(data));
      node.querySelector("a")?.focus();
    } catch (error) {
      message.replaceChildren(claimError(error));
      button.disabled = false;
    }
  };
  return [
    h("h1", {}, "Add this interview?"),
    explanation(),
    message,
    h("button", { type: "button", class: "button primary", onclick }, "Add it to my history"),
  ];
}

const explanation = () =>
  h(
    "p",
    {},
    "It was saved before you signed in. It becomes part of the history of ",
    h("strong", {}, user().email),
    ", and nobody else can add it then.",
  );

/** @param {import("./django-client.js").Interview} interview */
const claimed = (interview) => [
  h("h1", {}, "It is yours."),
  h("p", { role: "status" }, `${interview.job_role}, ${formatDate(interview.completed_at)}`),
  h(
    "p",
    {},
    h(
      "a",
      { class: "button primary", href: `/dashboard/interviews/${interview.id}` },
      "Open the interview",
    ),
  ),
];

/** @param {any} error */
function claimError(error) {
  if (error.status !== 404) return errorMessage(error);
  return emptyState(
    "This link is not valid any more.",
    h("p", {}, "It is older than 30 days, or somebody has added the interview already."),
  );
}
