import { InterviewApp } from "../components/InterviewApp";

export default function Page() {
  return <InterviewApp />;
}
