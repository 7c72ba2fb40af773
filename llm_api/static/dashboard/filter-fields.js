/** The form fields of the filters. Each has the name of its parameter in the page's address. */

import { h } from "./dom.js";
import { EXPERIENCE_LEVELS, INTERVIEW_TYPES } from "./fields.js";

const ORDERINGS = [
  ["", "Newest first"],
  ["completed_at", "Oldest first"],
  ["-overall_score", "Best score first"],
  ["overall_score", "Lowest score first"],
];
const MAX_LENGTH = 200; // the API's limit for a search and for a job role
const SCORE_OPTIONS = ["", ...Array.from({ length: 10 }, (_, i) => String(i + 1))].map((score) => [
  score,
  score || "Any",
]);

/** @param {URLSearchParams} address */
export const searchField = (address) =>
  h(
    "label",
    { class: "field search" },
    h("span", { class: "visually-hidden" }, "Search"),
    h("input", {
      type: "search",
      name: "search",
      value: address.get("search"),
      maxlength: MAX_LENGTH,
      placeholder: "Search roles, answers and feedback",
      autocomplete: "off",
    }),
  );

/** @param {URLSearchParams} address */
export const orderingField = (address) => select("Order", "ordering", ORDERINGS, address);

/** @param {URLSearchParams} address */
export const interviewTypeField = (address) =>
  choices("Type", "interview_type", INTERVIEW_TYPES, address);

/** @param {URLSearchParams} address */
export const experienceLevelField = (address) =>
  choices("Level", "experience_level", EXPERIENCE_LEVELS, address);

/** @param {URLSearchParams} address */
export const rangeFields = (address) => [
  h(
    "fieldset",
    { class: "pair" },
    h("legend", {}, "Overall score"),
    select("from", "min_overall_score", SCORE_OPTIONS, address),
    select("to", "max_overall_score", SCORE_OPTIONS, address),
  ),
  h(
    "fieldset",
    { class: "pair dates" },
    h("legend", {}, "Date"),
    dayField("from", "first_day", address),
    dayField("to", "last_day", address),
  ),
];

/** @param {URLSearchParams} address */
export const jobRoleField = (address) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, "Job role contains"),
    h("input", {
      type: "text",
      name: "job_role",
      value: address.get("job_role"),
      maxlength: MAX_LENGTH,
      autocomplete: "off",
    }),
  );

/** @param {string} label @param {string} name @param {URLSearchParams} address */
const dayField = (label, name, address) =>
  h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h("input", { type: "date", name, value: address.get(name) }),
  );

/** @param {string} legend @param {string} name @param {string[]} options @param {URLSearchParams} address */
function choices(legend, name, options, address) {
  const chosen = address.getAll(name);
  const choice = (/** @type {string} */ value) =>
    h(
      "label",
      { class: "choice" },
      h("input", { type: "checkbox", name, value, checked: chosen.includes(value) }),
      h("span", {}, value),
    );
  return h("fieldset", { class: "choices" }, h("legend", {}, legend), options.map(choice));
}

/** @param {string} label @param {string} name @param {string[][]} options @param {URLSearchParams} address */
function select(label, name, options, address) {
  const chosen = address.get(name) ?? "";
  return h(
    "label",
    { class: "field" },
    h("span", {}, label),
    h(
      "select",
      { name },
      options.map(([value, text]) => h("option", { value, selected: value === chosen }, text)),
    ),
  );
}
