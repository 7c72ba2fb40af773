/** An interview from before signing up becomes the signed-in person's, by the token in the link. */

import { api } from "./api.js";
import { h } from "./dom.js";
import { formatDate } from "./format.js";
import { forgetPages } from "./history-view.js";
import { user } from "./session.js";
import { emptyState, failure } from "./states.js";

/**
 * The token of a link /dashboard/claim#token: behind the #, which browsers send to no server.
 * @param {URL} url
 */
export const pendingClaim = (url) =>
  url.pathname === "/dashboard/claim" && !url.hash.includes("=") ? url.hash.slice(1) : "";

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function claimView({ url }) {
  const token = pendingClaim(url);
  const node = h("section", { class: "card narrow" });
  node.append(
    ...(token
      ? question(token, node)
      : [
          h("h1", {}, "Add an interview"),
          h("p", {}, "This link is not complete. Open it again from where you got it."),
        ]),
  );
  return { title: "Add an interview", node };
}

/** @param {string} token @param {HTMLElement} node */
function question(token, node) {
  const message = h("div", {});
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    try {
      const { data } = await api.claimInterview(token);
      forgetPages();
      node.replaceChildren(...done(data));
      node.querySelector("a")?.focus();
    } catch (error) {
      message.replaceChildren(explained(error));
      button.disabled = false;
    }
  };
  return [
    h("h1", {}, "Add this interview?"),
    h(
      "p",
      {},
      "It was saved before you signed in. It becomes part of the history of ",
      h("strong", {}, user().email),
      ", and nobody else can add it then.",
    ),
    message,
    h("button", { type: "button", class: "button primary", onclick }, "Add it to my history"),
  ];
}

/** @param {import("./django-client.js").Interview} interview */
const done = (interview) => [
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
function explained(error) {
  if (error.status !== 404) return failure(error);
  return emptyState(
    "This link is not valid any more.",
    h("p", {}, "It is older than 30 days, or somebody has added the interview already."),
  );
}
