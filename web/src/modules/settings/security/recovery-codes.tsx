import { Copy } from "lucide-react";
import { i18n } from "../../../i18n";
import { Button, notify } from "../../../ui";

/** Codes that are shown once, to be kept elsewhere. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    notify({ message: i18n._({ id: "settings.recovery.copied", message: "Recovery codes copied" }) });
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-pretty text-muted">
        {i18n._({
          id: "settings.recovery.text",
          message: "Each gets you in once when you do not have your app. They are not shown again, so keep them safe.",
        })}
      </p>
      <ul
        aria-label={i18n._({ id: "settings.recovery", message: "Recovery codes" })}
        className="grid gap-x-6 gap-y-1 font-mono sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div>
        <Button icon={<Copy aria-hidden="true" className="size-4" />} onClick={() => void copy()}>
          {i18n._({ id: "settings.recovery.copy", message: "Copy them" })}
        </Button>
      </div>
    </div>
  );
}
