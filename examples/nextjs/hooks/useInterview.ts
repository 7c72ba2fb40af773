import { useEffect, useRef, useState } from "react";
import {
  type FeedbackKind,
  type Message,
  questionsOf,
  type Setup,
  writeFeedback,
} from "../lib/interviewer";
import {
  addFeedback,
  onLateSave,
  type SavedInterview,
  type StartedInterview,
  startInterview,
} from "../lib/interviews";

// The interview is saved without its feedback if that takes longer; it is added when it is there.
const PATIENCE = 2000; // milliseconds

export type Saving =
  | { state: "sending" }
  | { state: "saved"; saved: SavedInterview }
  | { state: "failed"; error: unknown };

export type FeedbackState = "writing" | "written" | "failed" | "unsent";

export type Interview = ReturnType<typeof useInterview>;

/** One interview, from its first question to its feedback. */
export function useInterview() {
  const [setup, setSetup] = useState<Setup | null>(null);
  const [messages, setMessages] = useState<readonly Message[]>([]);
  const [isKept, setIsKept] = useState(true);
  const [saving, setSaving] = useState<Saving | null>(null);
  const [feedbackState, setFeedbackState] = useState<FeedbackState>("writing");
  const current = useRef<StartedInterview>(null);
  const ended = useRef(false);
  const model = useRef({ kind: "prompt" as FeedbackKind, attempts: 0 });

  useEffect(
    () =>
      onLateSave((late) => {
        if (!current.current || !isOf(late, current.current)) return;
        setSaving((earlier) => ({ state: "saved", saved: { ...claimOf(earlier), ...late } }));
        setFeedbackState((state) => (state === "unsent" ? "written" : state));
      }),
    [],
  );

  function start(chosen: Setup, kind: FeedbackKind) {
    show(startInterview(chosen), kind);
    ask();
  }

  /** Go on with an interview that was interrupted. */
  function resume(interrupted: StartedInterview) {
    show(interrupted, "prompt");
    if (interrupted.messages.at(-1)?.role !== "interviewer") ask();
  }

  function show(interview: StartedInterview, kind: FeedbackKind) {
    const { jobRole, experience, interviewType } = interview;
    current.current = interview;
    ended.current = false;
    model.current = { kind, attempts: 0 };
    setSetup({ jobRole, experience, interviewType });
    setMessages(interview.messages);
    setSaving(null);
  }

  /** The next question, or the end where there is none. */
  function ask() {
    const interview = current.current;
    if (!interview) return;
    const asked = interview.messages.filter(({ role }) => role === "interviewer").length;
    const question = questionsOf(interview.interviewType)[asked];
    if (question) say({ role: "interviewer", content: question });
    else end();
  }

  function say(message: Message) {
    const interview = current.current;
    interview?.say(message).then(setIsKept);
    setMessages(interview?.messages ?? []);
  }

  function answer(text: string) {
    say({ role: "user", content: text });
    ask();
  }

  async function end() {
    const interview = current.current;
    if (!interview || ended.current) return;
    ended.current = true;
    if (!interview.messages.some(({ role }) => role === "user")) {
      interview.discard();
      leave();
      return;
    }
    setSaving({ state: "sending" });
    const writing = askModel(interview.messages);
    const feedback = await Promise.race([writing, pause(PATIENCE)]);
    await save(interview, feedback);
    if (feedback === undefined) add(interview, await writing);
  }

  /** May be called again: the client saves an interview once. */
  async function save(interview: StartedInterview, feedback?: object) {
    const outcome = await interview.finish(feedback).then(
      (saved): Saving => ({ state: "saved", saved }),
      (error: unknown): Saving => ({ state: "failed", error }),
    );
    if (interview === current.current) setSaving(outcome);
  }

  /** The model's feedback, or undefined where it failed. */
  async function askModel(conversation: readonly Message[]): Promise<object | undefined> {
    const { kind } = model.current;
    setFeedbackState("writing");
    const feedback = await writeFeedback(conversation, kind, ++model.current.attempts).catch(
      () => undefined,
    );
    setFeedbackState(feedback === undefined ? "failed" : "written");
    // The service reads a text, too.
    return feedback as object | undefined;
  }

  /** Add feedback that came after the interview was saved, or while it waits. */
  async function add(interview: StartedInterview, feedback?: object) {
    if (!feedback) return;
    const saved = await addFeedback(interview.key, feedback).catch(() => null);
    if (interview !== current.current) return;
    if (!saved) setFeedbackState("unsent");
    else setSaving((earlier) => ({ state: "saved", saved: { ...claimOf(earlier), ...saved } }));
  }

  async function retryFeedback() {
    const interview = current.current;
    if (interview) add(interview, await askModel(messages));
  }

  function leave() {
    current.current = null;
    setSetup(null);
    setSaving(null);
  }

  /** To be called when an interview that waited was discarded. */
  function discarded(key: string) {
    if (current.current?.key === key) leave();
  }

  return {
    setup,
    messages,
    isKept,
    saving,
    feedbackState,
    start,
    resume,
    answer,
    end,
    retryFeedback,
    leave,
    discarded,
  };
}

const isOf = ({ data }: SavedInterview, { messages }: StartedInterview) =>
  textOf(data.conversation) === textOf(messages);

const textOf = (messages: readonly Message[]) => messages.map(({ content }) => content).join("\n");

/** The claim token comes with the first response only. */
const claimOf = (saving: Saving | null) =>
  saving?.state === "saved" ? { claim_token: saving.saved.claim_token } : {};

const pause = (milliseconds: number) =>
  new Promise<undefined>((resolve) => setTimeout(resolve, milliseconds));
