import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { i18n } from "../../i18n";
import { cx } from "../../ui";

export interface StepProps {
  icon: ReactNode;
  title: string;
  text: string;
  done: boolean;
  action: ReactNode;
}

export function Step({ icon, title, text, done, action }: StepProps) {
  return (
    <li className="flex items-start gap-3 border-line border-b py-4">
      <span
        aria-hidden="true"
        className={cx(
          "flex size-7 shrink-0 items-center justify-center rounded-full *:size-4",
          done ? "bg-accent text-on-accent" : "border border-line text-muted",
        )}
      >
        {done ? <Check /> : icon}
      </span>
      <div className="flex min-w-0 grow flex-col gap-x-4 gap-y-2 sm:flex-row sm:items-center">
        <div className="min-w-0 grow">
          <h3 className={cx("font-medium", done && "text-muted")}>
            {title}
            {done && <span className="sr-only"> – {i18n._({ id: "welcome.step.done", message: "done" })}</span>}
          </h3>
          <p className="text-pretty text-muted">{text}</p>
        </div>
        <div className="shrink-0">{action}</div>
      </div>
    </li>
  );
}
