import type { ApiProblem } from "../../../api";

/** Why something was refused. */
export function ProblemText({ problem }: { problem: ApiProblem | undefined }) {
  if (problem === undefined) return null;
  return (
    <p role="alert" className="text-danger">
      {problem.errors.map(({ message }) => message).join(" ") || problem.message}
    </p>
  );
}
