/**
 * Where in the conversation the questions of the feedback are. A language model repeats a question
 * or an answer as it was said, but for punctuation; what it reworded has no place, as nothing is
 * guessed.
 */

// Bytes of UTF-8. A shorter text within a longer one may be there by chance.
const SHORTEST_QUOTE = 12;

/**
 * @typedef {import("./further-feedback.js").Question} Question
 * @typedef {import("./transcript.js").Message} Message
 *
 * @typedef {object} NumberedQuestion
 * @property {number} number
 * @property {string} title its text
 * @property {Question | null} question what the feedback says about it
 * @property {number} asked the index of the interviewer's message with the question, or -1
 * @property {number} answered that of the reader's message to which the feedback belongs, or -1
 *
 * @typedef {Pick<NumberedQuestion, "asked" | "answered">} Place
 */

/**
 * The questions of an interview, by one numbering: the feedback's, and where it has no questions
 * each message of the interviewer is one.
 * @param {{ questions: Question[], messages: Message[] }} transcript
 * @returns {NumberedQuestion[]}
 */
export function numberedQuestions({ questions, messages }) {
  if (!questions.length) return askedQuestions(messages);
  const places = placeQuestions(questions, messages);
  return questions.map((question, i) => {
    const title = question.question || messages[places[i].asked]?.text || question.answer;
    return { number: question.number, title, question, ...places[i] };
  });
}

/** Whether a question stands in the conversation. @param {NumberedQuestion} numbered */
export const isPlaced = ({ asked, answered }) => asked >= 0 || answered >= 0;

/** @param {Message[]} messages @returns {NumberedQuestion[]} */
const askedQuestions = (messages) =>
  [...messages.keys()]
    .filter((i) => messages[i].role === "interviewer")
    .map((asked, i) => ({
      ...{ number: i + 1, title: messages[asked].text, question: null, asked, answered: -1 },
    }));

/**
 * The place of each question, in their order. No message is the place of two questions.
 * @param {Question[]} questions
 * @param {Message[]} messages
 * @returns {Place[]}
 */
export function placeQuestions(questions, messages) {
  const said = messages.map(({ role, text }) => ({ role, words: wordsOf(text) }));
  const taken = new Set();
  let last = -1;
  return questions.map(({ question, answer }) => {
    const place = placeOf(wordsOf(question), wordsOf(answer), said, taken, last);
    taken.add(place.asked).add(place.answered).delete(-1);
    last = Math.max(last, place.asked, place.answered);
    return place;
  });
}

/**
 * Whether a text holds another, whatever their case, accents, punctuation and Markdown.
 * @param {string} whole
 * @param {string} part
 */
export function quotes(whole, part) {
  const words = wordsOf(part);
  return words ? wordsOf(whole).includes(words) : whole.includes(part);
}

/**
 * @typedef {{ role: string, words: string }} Said
 *
 * @param {string} question
 * @param {string} answer
 * @param {Said[]} said
 * @param {Set<number>} taken
 * @param {number} last the place of the question before: what follows it is looked at first
 * @returns {Place}
 */
function placeOf(question, answer, said, taken, last) {
  const find = (/** @type {string} */ role, /** @type {string} */ words) =>
    words ? bestMatch(role, words, said, taken, last) : -1;
  const asked = find("interviewer", question);
  const answered = find("user", answer);
  if (asked < 0) return { asked: questionBefore(answered, said, taken), answered };
  return { asked, answered: answered > asked ? answered : answerAfter(asked, said, taken) };
}

/**
 * The message with these words, rather the whole of it than a part; those after `last` come first.
 * @param {string} role
 * @param {string} words
 * @param {Said[]} said
 * @param {Set<number>} taken
 * @param {number} last
 */
function bestMatch(role, words, said, taken, last) {
  const isFree = (/** @type {number} */ i) => said[i].role === role && !taken.has(i);
  const indexes = [...said.keys()].filter(isFree);
  const inOrder = [...indexes.filter((i) => i > last), ...indexes.filter((i) => i < last)];
  const equal = inOrder.find((i) => said[i].words === words);
  if (equal !== undefined) return equal;
  const isQuote = (/** @type {number} */ i) => ` ${said[i].words} `.includes(` ${words} `);
  const length = new TextEncoder().encode(words).length;
  return length < SHORTEST_QUOTE ? -1 : (inOrder.find(isQuote) ?? -1);
}

/**
 * The last of the reader's messages before the interviewer's next.
 * @param {number} asked
 * @param {Said[]} said
 * @param {Set<number>} taken
 */
function answerAfter(asked, said, taken) {
  const next = said.findIndex(({ role }, i) => i > asked && role !== "user");
  const answered = (next < 0 ? said.length : next) - 1;
  return answered > asked && !taken.has(answered) ? answered : -1;
}

/** @param {number} answered perhaps -1 @param {Said[]} said @param {Set<number>} taken */
function questionBefore(answered, said, taken) {
  const asked = said.findLastIndex(({ role }, i) => i < answered && role === "interviewer");
  return taken.has(asked) ? -1 : asked;
}

/** @param {string} text */
const wordsOf = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{Mn}+/gu, "")
    .toLowerCase()
    .replace(/['’]/g, "")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
