/**
 * What was asked in interviews, and which questions are alike. Interviewers seldom ask twice in the
 * same words, so questions are alike if most of their words are, and the rarer ones count more: "how
 * would you design" says less than "rate limiter". It needs no list of words of any language.
 */

import { fold } from "./folding.js";
import { questions } from "./further-feedback.js";

/**
 * @typedef {import("./django-client.js").Interview} Interview
 * @typedef {{ question: string, answer: string, score: number | null }} Asked
 * @typedef {{ question: string, answers: (Asked | null)[] }} LikeQuestions for each interview
 *
 * @typedef {{ asked: Asked, interview: number, words: Set<string> }} Entry
 */

/** Questions of one interview that are compared: it bounds the work on a transcript of thousands. */
export const MAX_ASKED = 100;
const ALIKE = 0.7; // of 1, for the same words
const MAX_WORDS = 60; // of one question
// What asks, in a message that also comments on the answer before it.
const QUESTION = /[^.!?。？！؟\n]+[?？؟]/gu;

/**
 * Questions that at least two interviews share, with the answers of each.
 * @param {Interview[]} interviews oldest first
 * @returns {LikeQuestions[]}
 */
export function likeQuestions(interviews) {
  const entries = interviews.flatMap((interview, i) =>
    askedIn(interview)
      .slice(0, MAX_ASKED)
      .map((asked) => ({ asked, interview: i, words: wordsOf(asked.question) })),
  );
  return grouped(entries, rarity(entries))
    .filter((group) => group.length > 1)
    .map((group) => ({
      question: group[0].asked.question,
      answers: interviews.map((_, i) => group.find((each) => each.interview === i)?.asked ?? null),
    }));
}

/**
 * Each question with its answer. Those that the feedback lists have a score; without such a list they
 * are the interviewer's messages.
 * @param {Interview} interview
 * @returns {Asked[]}
 */
export function askedIn({ feedback, conversation }) {
  const listed = questions(feedback).filter(({ question, answer }) => question && answer);
  if (listed.length)
    return listed.map(({ question, answer, score }) => ({ question, answer, score }));
  /** @type {Asked[]} */
  const asked = [];
  for (const { role, content } of conversation) {
    const last = asked[asked.length - 1];
    if (role === "interviewer")
      asked.push({ question: questionIn(content), answer: "", score: null });
    else if (last) last.answer = [last.answer, content].filter(Boolean).join("\n\n");
  }
  return asked.filter(({ question, answer }) => question && answer);
}

/** @param {string} message */
const questionIn = (message) =>
  (message.match(QUESTION) ?? [message]).map((sentence) => sentence.trim()).join(" ");

/** @param {string} text */
function wordsOf(text) {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const words = Array.from(segmenter.segment(fold(text).text)).filter((each) => each.isWordLike);
  return new Set(words.slice(0, MAX_WORDS).map(({ segment }) => segment));
}

/** How much each word counts. @param {Entry[]} entries @returns {(word: string) => number} */
function rarity(entries) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const word of entries.flatMap(({ words }) => [...words]))
    counts.set(word, (counts.get(word) ?? 0) + 1);
  return (word) => 1 + Math.log(entries.length / (counts.get(word) ?? 1));
}

/**
 * Groups of like questions, at most one of each interview.
 * @param {Entry[]} entries @param {(word: string) => number} weight
 */
function grouped(entries, weight) {
  /** @type {Entry[][]} */
  const groups = [];
  for (const entry of entries) {
    const { group, likeness } = groups
      .filter((each) => each.every(({ interview }) => interview !== entry.interview))
      .map((each) => ({ group: each, likeness: closest(entry, each, weight) }))
      .reduce((best, other) => (other.likeness > best.likeness ? other : best), {
        group: entries,
        likeness: 0,
      });
    if (likeness >= ALIKE) group.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** @param {Entry} entry @param {Entry[]} group @param {(word: string) => number} weight */
const closest = (entry, group, weight) =>
  Math.max(...group.map(({ words }) => likenessOf(entry.words, words, weight)));

/**
 * The words of both, of all: from 0 to 1 (a weighted Dice coefficient).
 * @param {Set<string>} one @param {Set<string>} other @param {(word: string) => number} weight
 */
function likenessOf(one, other, weight) {
  const total = (/** @type {string[]} */ words) =>
    words.reduce((sum, word) => sum + weight(word), 0);
  const shared = total([...one].filter((word) => other.has(word)));
  return (2 * shared) / (total([...one]) + total([...other]) || 1);
}
