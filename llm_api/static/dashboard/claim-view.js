/** Claiming: an interview that was saved without a token becomes the signed-in person's. */

import { api } from "./api.js";
import { asyncContent } from "./async-content.js";
import { h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { formatDate } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { pendingClaim } from "./pending-claim.js";
import { user } from "./session.js";

/** @typedef {import("./django-client.js").ClaimPreview} ClaimPreview */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function claimView({ url, signal }) {
  const token = pendingClaim(url);
  const place = h("div", { class: "claim" });
  const content = token
    ? asyncContent(
        signal,
        () => previewOf(token, signal),
        (preview) => {
          place.replaceChildren(...answer(preview, token, place));
          return place;
        },
      )
    : incompleteLink();
  return { title: "Add an interview", node: h("section", { class: "card narrow" }, content) };
}

/**
 * Null for a link that is not valid any more.
 * @param {string} token
 * @param {AbortSignal} signal
 */
async function previewOf(token, signal) {
  try {
    return (await api.previewClaim(token, { signal })).data;
  } catch (error) {
    if (/** @type {any} */ (error).status === 404) return null;
    throw error;
  }
}

/** @param {ClaimPreview | null} preview @param {string} token @param {HTMLElement} place */
function answer(preview, token, place) {
  if (!preview) return invalidLink();
  return preview.user_id ? owned(preview, "In your history") : question(preview, token, place);
}

const incompleteLink = () => [
  h("h1", {}, "This link is incomplete"),
  h("p", {}, "Part of it is missing. Open it again from where you got it."),
];

const invalidLink = () => [
  h("h1", {}, "This link is no longer valid"),
  h(
    "p",
    {},
    "It is older than 30 days, somebody has added the interview already, or it was deleted.",
  ),
  h("p", {}, h("a", { href: "/dashboard" }, "Back to your interviews")),
];

/** @param {ClaimPreview} preview @param {string} token @param {HTMLElement} place */
function question(preview, token, place) {
  const message = h("div", { role: "alert" });
  const onclick = async (/** @type {MouseEvent} */ event) => {
    const button = /** @type {HTMLButtonElement} */ (event.target);
    button.disabled = true;
    try {
      const { data } = await api.claimInterview(token);
      clearCachedPages();
      place.replaceChildren(...owned(data, "Added to your history"));
      place.querySelector("a")?.focus();
    } catch (error) {
      button.disabled = false;
      const gone = /** @type {any} */ (error).status === 404;
      if (gone) place.replaceChildren(...invalidLink());
      else message.replaceChildren(errorMessage(error));
    }
  };
  return [
    h("h1", {}, "Add this interview?"),
    name(preview),
    h(
      "p",
      {},
      "It was saved before you signed in. It becomes part of the history of ",
      h("strong", { dir: "ltr" }, user().email),
      ", and nobody else can add it then.",
    ),
    message,
    h("button", { type: "button", class: "button primary", onclick }, "Add it to my history"),
  ];
}

/** @param {ClaimPreview} interview @param {string} title */
const owned = (interview, title) => [
  h("h1", {}, title),
  h("div", { role: "status" }, name(interview)),
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

/** @param {ClaimPreview} interview */
const name = ({ job_role: role, interview_type: type, experience_level: level, ...interview }) =>
  h(
    "p",
    {},
    h("strong", {}, h("bdi", {}, role)),
    h("br"),
    h("span", { class: "soft" }, `${type} · ${level} · ${formatDate(interview.completed_at)}`),
  );
