import { type FormEvent, type KeyboardEvent, useEffect, useRef } from "react";
import type { Message, Setup } from "../lib/interviewer";
import { Problem } from "./Problem";

type Props = {
  setup: Setup;
  messages: readonly Message[];
  /** Whether this browser keeps what was said. */
  isKept: boolean;
  onAnswer: (text: string) => void;
  onEnd: () => void;
};

export function Conversation({ setup, messages, isKept, onAnswer, onEnd }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const answered = messages.some(({ role }) => role === "user");

  useEffect(() => field.current?.focus(), []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const text = field.current?.value.trim();
    if (!text) return;
    event.currentTarget.reset();
    field.current?.focus();
    onAnswer(text);
  }

  function submitOnEnter(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  }

  return (
    <section className="card" aria-labelledby="conversation">
      <h2 id="conversation">
        {setup.jobRole}, {setup.experience}, {setup.interviewType}
      </h2>
      <ol className="messages" aria-live="polite">
        {messages.map(({ role, content }, position) => (
          // A conversation only grows, so that a message keeps its position.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <li key={position} className={role}>
            <span>{role === "user" ? "You" : "Interviewer"}</span>
            {content}
          </li>
        ))}
      </ol>
      <Problem>
        {!isKept && "This browser cannot keep the interview. Leave this page open until its end."}
      </Problem>
      <form onSubmit={submit}>
        <label>
          Your answer
          <textarea ref={field} name="answer" rows={3} required onKeyDown={submitOnEnter} />
        </label>
        <p className="actions">
          <button type="submit">Answer</button>
          <button type="button" className="quiet" onClick={onEnd}>
            {answered ? "End interview" : "Leave"}
          </button>
        </p>
      </form>
    </section>
  );
}
