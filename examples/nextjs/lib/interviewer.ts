/**
 * A stand-in for the language model: it asks fixed questions and makes up the feedback. An app of
 * your own calls its model here. Feedback comes as models give it: late, in odd shapes or not at all.
 */

export const LEVELS = ["Junior", "Mid-level", "Senior"] as const;
export const TYPES = ["Behavioral", "Technical", "System Design"] as const;

export type Message = { role: string; content: string };
export type Setup = { jobRole: string; experience: string; interviewType: string };

const QUESTIONS: Record<string, string[]> = {
  Behavioral: [
    "Tell me about a conflict in a team. What did you do?",
    "Which decision of yours would you take back?",
    "When did you last learn something from a colleague?",
  ],
  Technical: [
    "What does a database index cost?",
    "How do you find out why a page is slow?",
    "When would you not use a cache?",
  ],
  "System Design": [
    "Design a service that shortens links.",
    "What breaks first when its traffic grows tenfold?",
    "How do you replace its database without an outage?",
  ],
};

export function questionsOf(interviewType: string): string[] {
  return QUESTIONS[interviewType] ?? QUESTIONS.Technical;
}

export const FEEDBACK_KINDS = {
  prompt: "at once",
  late: "six seconds late",
  failing: "fails the first time",
  fenced: "as text in a Markdown fence",
  odd: "scores as “8/10”, Markdown in the text",
} as const;
export type FeedbackKind = keyof typeof FEEDBACK_KINDS;

const LATE = 6000; // milliseconds

/** Rejects where a model would: `attempt` counts from 1. */
export async function writeFeedback(
  messages: readonly Message[],
  kind: FeedbackKind,
  attempt: number,
): Promise<unknown> {
  if (kind === "failing" && attempt === 1) throw new Error("The model gave no answer.");
  if (kind === "late") await new Promise((resolve) => setTimeout(resolve, LATE));
  const answers = messages.filter(({ role, content }) => role === "user" && content).length;
  const feedback = {
    overallScore: 6 + Math.min(answers, 3),
    communicationScore: 7,
    technicalScore: 6.5,
    strengths: ["Answers come to the point"],
    areasForImprovement: ["Give an example for each claim"],
    recommendations: ["Practise with a clock"],
    detailedFeedback: `You answered ${answers} of my questions.`,
  };
  if (kind === "fenced") return `\`\`\`json\n${JSON.stringify(feedback, null, 2)}\n\`\`\``;
  if (kind === "odd") {
    const detailedFeedback = `## Overview\n\nYou answered **${answers}** of my questions.`;
    return { ...feedback, overallScore: "8/10", strengths: "Short answers", detailedFeedback };
  }
  return feedback;
}
