/** The contents of an interview: links to its sections and its numbered questions. */

import { h } from "./dom.js";
import { lineOf } from "./prose.js";
import { questionHref } from "./question-link.js";

/** @typedef {import("./question-places.js").NumberedQuestion} NumberedQuestion */

// From here on the outline stands beside the interview, see interview.css.
const WIDE = "(min-width: 75rem)";

/**
 * @param {HTMLElement} article whose sections have an id and a heading
 * @param {NumberedQuestion[]} questions
 */
export const outline = (article, questions) =>
  h(
    "details",
    { class: "outline", open: matchMedia(WIDE).matches },
    h("summary", {}, "Contents"),
    h("nav", { "aria-label": "Contents" }, h("ol", {}, sections(article, questions))),
  );

/** @param {HTMLElement} article @param {NumberedQuestion[]} questions */
const sections = (article, questions) =>
  [...article.querySelectorAll("section[id]")].map((section) =>
    h(
      "li",
      {},
      h("a", { href: `#${section.id}` }, section.querySelector("h2")?.textContent),
      section.id === "conversation" && h("ol", { class: "outline-questions" }, questions.map(link)),
    ),
  );

/** @param {NumberedQuestion} numbered */
const link = ({ number, title }) =>
  h(
    "li",
    {},
    h(
      "a",
      { href: questionHref(number) },
      h("span", {}, `${number}.`),
      h("span", { class: "outline-title", dir: "auto" }, lineOf(title)),
    ),
  );
