import { useState } from "react";
import type { Me } from "../../api";
import { i18n } from "../../i18n";
import { Checkbox, Input, Switch } from "../../ui";
import { Section } from "./section";
import { useRoles } from "./use-roles";

type Workspace = Me["workspace"];
type Rules = Pick<Workspace, "api_keys" | "second_factor_roles" | "second_factor_days">;

interface SignInRulesProps {
  workspace: Workspace;
  save: (change: Partial<Rules>) => Promise<void>;
}

/** Who has to show more than a password, and whether programs may act for people. */
export function SignInRules({ workspace, save }: SignInRulesProps) {
  const { api_keys, second_factor_roles, second_factor_days } = workspace;
  const { options } = useRoles();
  const [days, setDays] = useState(String(second_factor_days));
  const daysLabel = i18n._({ id: "settings.sign_in_rules.days", message: "Days to set it up" });
  const keepDays = () => {
    if (days.trim() !== "" && days !== String(second_factor_days)) void save({ second_factor_days: Number(days) });
  };
  return (
    <Section
      title={i18n._({ id: "settings.sign_in_rules", message: "Signing in" })}
      text={i18n._({
        id: "settings.sign_in_rules.text",
        message:
          "Who has such a role, also for a time, and lacks a second factor when the days are over sets one up before anything else.",
      })}
    >
      <fieldset className="flex flex-col gap-1">
        <legend className="mb-1 text-muted text-small">
          {i18n._({ id: "settings.sign_in_rules.roles", message: "Roles that need a second factor or a passkey" })}
        </legend>
        {options.map(({ value, label }) => (
          <Checkbox
            key={value}
            checked={second_factor_roles.includes(value)}
            onChange={(on) =>
              void save({
                second_factor_roles: on
                  ? [...second_factor_roles, value]
                  : second_factor_roles.filter((role) => role !== value),
              })
            }
          >
            {label}
          </Checkbox>
        ))}
      </fieldset>
      <div className="flex items-center justify-between gap-4">
        <span>{daysLabel}</span>
        <Input
          type="number"
          min={0}
          max={90}
          aria-label={daysLabel}
          className="w-40 shrink-0"
          value={days}
          onChange={(event) => setDays(event.target.value)}
          onBlur={keepDays}
          onKeyDown={(event) => {
            if (event.key === "Enter") keepDays();
          }}
        />
      </div>
      <Switch checked={api_keys} onChange={(on) => void save({ api_keys: on })}>
        {i18n._({ id: "settings.sign_in_rules.keys", message: "Programs may act for people by API keys" })}
      </Switch>
    </Section>
  );
}
