import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { i18n } from "../i18n";
import { IconButton, Input } from "../ui";

/** A password that can be looked at while typing. Pasting stays allowed. */
export function PasswordInput({ className, ...rest }: ComponentProps<"input">) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input {...rest} type={shown ? "text" : "password"} className="pe-10" />
      <IconButton
        size="small"
        label={
          shown
            ? i18n._({ id: "auth.password.hide", message: "Hide password" })
            : i18n._({ id: "auth.password.show", message: "Show password" })
        }
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-1 my-auto"
      >
        {shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
      </IconButton>
    </div>
  );
}
