/** The interviews that wait in this browser, and what can be done about them. */

import { api, download } from "./api.js";
import { asyncContent } from "./async-content.js";
import { openConfirmDialog } from "./confirm-dialog.js";
import { announce, h } from "./dom.js";
import { errorMessage } from "./error-message.js";
import { EXPERIENCE_LEVELS, INTERVIEW_TYPES } from "./fields.js";
import { formatCount, formatDateTime } from "./format.js";
import { clearCachedPages } from "./list-state.js";
import { loadWaiting, othersText } from "./unsent.js";

/**
 * @typedef {import("./unsent.js").Waiting} Waiting
 * @typedef {import("./unsent.js").UnsentInterview} UnsentInterview
 * @typedef {import("./unsent.js").StartedInterview} StartedInterview
 * @typedef {import("./django-client.js").FinishedInterview} FinishedInterview
 */

/** @param {import("./router.js").Context} context @returns {import("./router.js").View} */
export function unsentView({ signal }) {
  const node = h("div", { class: "one" });
  const draw = () =>
    node.replaceChildren(
      h("p", { class: "back" }, h("a", { href: "/dashboard" }, "All interviews")),
      h("h1", { tabindex: "-1" }, "Kept in this browser"),
      asyncContent(signal, loadWaiting, (waiting) => sections(waiting, changed)),
    );
  /** @param {string} text */
  const changed = (text) => {
    clearCachedPages();
    announce(text);
    draw();
    node.querySelector("h1")?.focus();
  };
  draw();
  return { title: "Kept in this browser", node };
}

/** @param {Waiting} waiting @param {(text: string) => void} changed */
function sections({ refused, unsent, unfinished, others }, changed) {
  const parts = [
    section("Not accepted", refused, (entry) => refusedCard(entry, changed)),
    section("Not sent yet", unsent, (entry) => unsentCard(entry, changed)),
    section("Interrupted", unfinished, (interview) => unfinishedCard(interview, changed)),
    others > 0 && h("p", { class: "notice" }, othersText(others)),
  ].filter(Boolean);
  return parts.length ? parts : h("p", {}, "Nothing waits here: every interview has been saved.");
}

/**
 * @template T
 * @param {string} title
 * @param {T[]} entries
 * @param {(entry: T) => HTMLElement} card
 */
const section = (title, entries, card) =>
  entries.length > 0 && h("section", { class: "waiting" }, h("h2", {}, title), entries.map(card));

/** @param {UnsentInterview} entry @param {(text: string) => void} changed */
function refusedCard(entry, changed) {
  const message = h("div", { role: "alert" });
  const fields = correctionFields(entry);
  const send = h("button", { class: "button primary" }, "Send again");
  const onsubmit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    await run(send, message, async () => {
      await api.resend(entry.key, corrections(new FormData(form)));
      changed("The interview has been saved.");
    });
  };
  return h(
    "form",
    { class: "card waiting-card", onsubmit },
    ...summary(entry),
    reasons(entry),
    ...fields,
    message,
    h("div", { class: "actions" }, send, ...otherActions(entry, changed)),
  );
}

/** @param {UnsentInterview} entry @param {(text: string) => void} changed */
function unsentCard(entry, changed) {
  const message = h("div", { role: "alert" });
  const onclick = (/** @type {MouseEvent} */ event) =>
    run(/** @type {HTMLButtonElement} */ (event.target), message, async () => {
      await api.resend(entry.key);
      changed("The interview has been saved.");
    });
  return h(
    "div",
    { class: "card waiting-card" },
    ...summary(entry),
    h("p", {}, WAITS_FOR[entry.waitingFor === "sign-in" ? "sign-in" : "connection"]),
    message,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button primary", onclick }, "Send it now"),
      ...otherActions(entry, changed),
    ),
  );
}

const WAITS_FOR = {
  connection: "It is sent by itself as soon as the service can be reached.",
  "sign-in": "It is sent by itself when you have signed in again.",
};

/** @param {StartedInterview} interview @param {(text: string) => void} changed */
function unfinishedCard(interview, changed) {
  const { jobRole, experience, interviewType, messages, changedAt } = interview;
  const message = h("div", { role: "alert" });
  const onclick = (/** @type {MouseEvent} */ event) =>
    run(/** @type {HTMLButtonElement} */ (event.target), message, async () => {
      await interview.finish();
      changed("The interview has been saved.");
    });
  const shown = { jobRole, experience, interviewType, messages };
  return h(
    "div",
    { class: "card waiting-card" },
    ...summary({ interview: shown, savedAt: changedAt }),
    h("p", {}, "It was not finished: the page was closed or reloaded."),
    message,
    h(
      "div",
      { class: "actions" },
      h("button", { type: "button", class: "button primary", onclick }, "Save it as it is"),
      downloadButton(shown),
      discardButton(shown, changed, () => interview.discard()),
    ),
  );
}

/**
 * Run an action of a card. Its button is disabled until then, and the reason is shown if it fails.
 * @param {HTMLButtonElement} button
 * @param {HTMLElement} message
 * @param {() => Promise<void>} action
 */
async function run(button, message, action) {
  button.disabled = true;
  message.replaceChildren();
  try {
    await action();
  } catch (error) {
    message.replaceChildren(errorMessage(error));
  }
  button.disabled = false;
}

/** @param {{ interview: Partial<FinishedInterview>, savedAt: string | null, interviewId?: string }} entry */
function summary({ interview, savedAt, interviewId }) {
  const { jobRole, experience, interviewType, messages } = interview;
  const count = messages && formatCount(messages.length, "message");
  const when = savedAt && h("time", { datetime: savedAt }, formatDateTime(savedAt));
  const facts = [interviewType, experience, count].filter(Boolean).join(" · ");
  const title = interviewId === undefined ? jobRole || "Interview" : "Feedback";
  return [h("h3", {}, title), h("p", { class: "soft" }, facts, facts && when ? " · " : "", when)];
}

/** @param {UnsentInterview} entry */
function reasons({ refused }) {
  const errors = refused?.errors ?? [];
  if (!errors.length) return h("p", {}, `The service did not accept it: ${refused?.message}`);
  return h(
    "div",
    {},
    h("p", {}, "The service did not accept it:"),
    h(
      "ul",
      { class: "plain-list" },
      errors.map(({ field, message }) =>
        h("li", {}, h("strong", {}, LABELS[field] ?? field), `: ${message}`),
      ),
    ),
  );
}

/** @type {Record<string, string>} */
const LABELS = {
  job_role: "Job role",
  experience_level: "Level",
  interview_type: "Type",
  question_count: "Questions",
};

/**
 * A form field for each fault that can be mended here, by the API's name of the field.
 * @type {Record<string, (interview: Partial<FinishedInterview>) => HTMLElement>}
 */
const CORRECTABLE = {
  job_role: ({ jobRole }) =>
    labelled(LABELS.job_role, h("input", { name: "jobRole", value: jobRole, maxlength: 200 })),
  experience_level: ({ experience }) =>
    labelled(LABELS.experience_level, choice("experience", EXPERIENCE_LEVELS, experience)),
  interview_type: ({ interviewType }) =>
    labelled(LABELS.interview_type, choice("interviewType", INTERVIEW_TYPES, interviewType)),
  question_count: ({ questionCount }) =>
    labelled(
      LABELS.question_count,
      h("input", {
        name: "questionCount",
        type: "number",
        value: questionCount,
        min: 0,
        max: 1000,
      }),
    ),
};

/** @param {UnsentInterview} entry */
const correctionFields = ({ interview, refused }) =>
  Object.entries(CORRECTABLE)
    .filter(([name]) => refused?.errors.some(({ field }) => field === name))
    .map(([, correction]) => correction(interview));

/** @param {string} name @param {HTMLElement} field */
const labelled = (name, field) => h("label", { class: "field" }, h("span", {}, name), field);

/** @param {string} name @param {string[]} values @param {string} [current] */
const choice = (name, values, current) =>
  h(
    "select",
    { name, required: true },
    !values.includes(current ?? "") && h("option", { value: "" }, "Choose"),
    values.map((value) => h("option", { value, selected: value === current }, value)),
  );

/** @param {FormData} form @returns {Partial<FinishedInterview>} */
function corrections(form) {
  const { questionCount, ...texts } = Object.fromEntries(form);
  return questionCount === undefined ? texts : { ...texts, questionCount: Number(questionCount) };
}

/** @param {UnsentInterview} entry @param {(text: string) => void} changed */
const otherActions = ({ key, interview }, changed) => [
  downloadButton(interview),
  discardButton(interview, changed, () => api.discard(key)),
];

/** @param {Partial<FinishedInterview>} interview */
function downloadButton(interview) {
  const text = JSON.stringify(interview, null, 2);
  const onclick = () =>
    download(Promise.resolve({ name: "interview.json", blob: new Blob([text]) }));
  return h("button", { type: "button", class: "button", onclick }, "Download JSON");
}

/**
 * @param {Partial<FinishedInterview>} interview
 * @param {(text: string) => void} changed
 * @param {() => Promise<void>} discard
 */
function discardButton({ jobRole, messages = [] }, changed, discard) {
  const what = [jobRole, formatCount(messages.length, "message")].filter(Boolean).join(", ");
  const onclick = () =>
    openConfirmDialog({
      title: "Discard this interview?",
      description: [
        h("p", {}, h("strong", {}, what)),
        h("p", {}, "It is nowhere but in this browser. Nobody can bring it back."),
      ],
      button: "Discard for good",
      confirm: async () => {
        await discard();
        changed("The interview has been discarded.");
      },
    });
  return h("button", { type: "button", class: "button danger", onclick }, "Discard");
}
