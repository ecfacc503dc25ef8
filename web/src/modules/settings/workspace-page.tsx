import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, type Me, meQuery } from "../../api";
import { formatDateTime, i18n } from "../../i18n";
import { Input, notify, Select } from "../../ui";
import { complain } from "./complain";
import { Section } from "./section";
import { SignInRules } from "./sign-in-rules";

const selectClass = "w-40 shrink-0";
type Workspace = Me["workspace"];

/** When the weeks and the fiscal years of the workspace begin, and how long its trash and its history are kept. */
export function WorkspacePage() {
  const { workspace } = useSuspenseQuery(meQuery).data;
  const queryClient = useQueryClient();
  const save = async (
    change: Partial<
      Pick<
        Workspace,
        | "week_start"
        | "fiscal_month"
        | "trash_days"
        | "history_days"
        | "api_keys"
        | "second_factor_roles"
        | "second_factor_days"
      >
    >,
  ) => {
    try {
      await api.patch("workspace", change);
      await queryClient.invalidateQueries();
      notify({ message: i18n._({ id: "settings.workspace.saved", message: "Workspace saved" }) });
    } catch (error) {
      complain(error);
    }
  };
  return (
    <>
      <Calendar workspace={workspace} save={save} />
      <SignInRules workspace={workspace} save={save} />
      <Days
        key={`trash ${workspace.trash_days}`}
        days={workspace.trash_days}
        min={1}
        max={3650}
        save={(trash_days) => save({ trash_days })}
        label={i18n._({ id: "settings.trash.days", message: "Days in the trash" })}
        title={i18n._({ id: "settings.trash", message: "Trash" })}
        text={i18n._({
          id: "settings.trash.text",
          message: "What is older is purged every night and cannot be brought back.",
        })}
      />
      <Days
        key={`history ${workspace.history_days}`}
        days={workspace.history_days}
        min={0}
        max={36500}
        save={(history_days) => save({ history_days })}
        label={i18n._({ id: "settings.history.days", message: "Days of history" })}
        title={i18n._({ id: "settings.history", message: "History" })}
        text={i18n._({
          id: "settings.history.text",
          message:
            "0 keeps it for good. With 30 or more, what is older goes every night: who changed what then is no longer known, and it cannot be undone.",
        })}
      />
    </>
  );
}

type Save = (change: Partial<Pick<Workspace, "week_start" | "fiscal_month">>) => Promise<void>;

interface DaysProps {
  title: string;
  text: string;
  label: string;
  days: number;
  min: number;
  max: number;
  save: (days: number) => Promise<void>;
}

/** How long something is kept. */
function Days({ title, text, label, days, min, max, save }: DaysProps) {
  const [typed, setTyped] = useState(String(days));
  const keep = () => {
    if (typed !== String(days) && typed.trim() !== "") void save(Number(typed));
  };
  return (
    <Section title={title} text={text}>
      <div className="flex items-center justify-between gap-4">
        <span>{label}</span>
        <Input
          type="number"
          min={min}
          max={max}
          aria-label={label}
          className={selectClass}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onBlur={keep}
          onKeyDown={(event) => {
            if (event.key === "Enter") keep();
          }}
        />
      </div>
    </Section>
  );
}

function Calendar({ workspace, save }: { workspace: Workspace; save: Save }) {
  const weekStart = i18n._({ id: "settings.week_start", message: "Weeks begin on" });
  const fiscalMonth = i18n._({ id: "settings.fiscal_month", message: "Fiscal year begins in" });
  return (
    <Section
      title={i18n._({ id: "settings.calendar", message: "Calendar" })}
      text={i18n._({ id: "settings.calendar.text", message: "For everyone: in filters, reports and calendars." })}
    >
      <div className="flex items-center justify-between gap-4">
        <span>{weekStart}</span>
        <Select<Workspace["week_start"]>
          aria-label={weekStart}
          className={selectClass}
          value={workspace.week_start}
          onChange={(week_start) => void save({ week_start })}
          options={[
            { value: "monday", label: i18n._({ id: "settings.week_start.monday", message: "Monday" }) },
            { value: "sunday", label: i18n._({ id: "settings.week_start.sunday", message: "Sunday" }) },
            { value: "saturday", label: i18n._({ id: "settings.week_start.saturday", message: "Saturday" }) },
          ]}
        />
      </div>
      <div className="flex items-center justify-between gap-4">
        <span>{fiscalMonth}</span>
        <Select
          aria-label={fiscalMonth}
          className={selectClass}
          value={String(workspace.fiscal_month)}
          onChange={(month) => void save({ fiscal_month: Number(month) })}
          options={months.map((month) => ({ value: String(month), label: monthName(month) }))}
        />
      </div>
    </Section>
  );
}

const monthName = (month: number) =>
  formatDateTime(new Date(Date.UTC(2001, month - 1, 1)), { month: "long", timeZone: "UTC" });

const months = Array.from({ length: 12 }, (_, index) => index + 1);
