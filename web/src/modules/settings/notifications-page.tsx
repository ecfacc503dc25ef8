import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { api, meQuery, type NotificationPreferences } from "../../api";
import { formatDateTime, i18n } from "../../i18n";
import { Select, Switch } from "../../ui";
import { complain } from "./complain";
import { Rows, Section } from "./section";
import { ZonePicker } from "./zone-picker";

const preferencesKey = ["notification_preferences"];
type Kind = NotificationPreferences["kinds"][number];
type Change = Partial<Pick<NotificationPreferences, "hour">> & {
  time_zone?: string;
  kinds?: (Pick<Kind, "kind"> & Partial<Kind>)[];
};

/** How the preferences will be, shown at once. */
function changed({ kinds, ...rest }: NotificationPreferences, change: Change): NotificationPreferences {
  return {
    ...rest,
    ...change,
    time_zone: change.time_zone === undefined ? rest.time_zone : change.time_zone || null,
    kinds: kinds.map((kind) => ({ ...kind, ...change.kinds?.find((one) => one.kind === kind.kind) })),
  };
}

/** What one wants to be told of, and how. Each choice acts at once. */
export function NotificationsPage() {
  const client = useQueryClient();
  const preferences = useSuspenseQuery({
    queryKey: preferencesKey,
    queryFn: ({ signal }) => api.get<NotificationPreferences>("notifications/preferences", { signal }),
  }).data;
  const save = async (change: Change) => {
    client.setQueryData(preferencesKey, changed(preferences, change));
    try {
      client.setQueryData(preferencesKey, await api.patch("notifications/preferences", change));
    } catch (error) {
      complain(error);
      await client.invalidateQueries({ queryKey: preferencesKey });
    }
  };
  const title = i18n._({ id: "settings.notifications", message: "Notifications" });
  return (
    <>
      <Section
        title={title}
        text={i18n._({
          id: "settings.notifications.text",
          message: "What you are told of. You never hear of what you did yourself or may not see.",
        })}
      >
        <Rows label={title}>
          {preferences.kinds.map((kind) => (
            <KindRow key={kind.kind} kind={kind} save={save} />
          ))}
        </Rows>
      </Section>
      <Day preferences={preferences} save={save} />
    </>
  );
}

function KindRow({ kind, save }: { kind: Kind; save: (change: Change) => Promise<void> }) {
  const inApp = i18n._({ id: "settings.notifications.app", message: "In Kith" });
  const byMail = i18n._({ id: "settings.notifications.mail", message: "By mail" });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-2.5">
      <div className="min-w-0 grow basis-60">
        <p className="font-medium">{kind.label}</p>
        <p className="text-pretty text-muted text-small">{kind.hint}</p>
      </div>
      <Switch
        checked={kind.app}
        onChange={(app) => void save({ kinds: [{ kind: kind.kind, app }] })}
        className="gap-2"
        aria-label={`${kind.label}: ${inApp}`}
      >
        <span className="text-muted text-small">{inApp}</span>
      </Switch>
      <Select<Kind["mail"]>
        aria-label={`${kind.label}: ${byMail}`}
        className="w-40 shrink-0"
        value={kind.mail}
        onChange={(mail) => void save({ kinds: [{ kind: kind.kind, mail }] })}
        options={[
          { value: "off", label: i18n._({ id: "settings.notifications.mail.off", message: "No mail" }) },
          { value: "now", label: i18n._({ id: "settings.notifications.mail.now", message: "Mail at once" }) },
          {
            value: "digest",
            label: i18n._({ id: "settings.notifications.mail.digest", message: "Daily mail" }),
          },
        ]}
      />
    </li>
  );
}

const hours = Array.from({ length: 24 }, (_, hour) => hour);
const hourLabel = (hour: number) =>
  formatDateTime(new Date(Date.UTC(2001, 0, 1, hour)), { hour: "numeric", minute: "2-digit", timeZone: "UTC" });

/** When the day begins: what is due is told then, and the mail of the day leaves. */
function Day({ preferences, save }: { preferences: NotificationPreferences; save: (change: Change) => Promise<void> }) {
  const { workspace } = useSuspenseQuery(meQuery).data;
  const hour = i18n._({ id: "settings.notifications.hour", message: "At" });
  return (
    <Section
      title={i18n._({ id: "settings.notifications.day", message: "The beginning of your day" })}
      text={i18n._({
        id: "settings.notifications.day.text",
        message: "Then you are told what is due, and the daily mail leaves.",
      })}
    >
      <div className="flex items-center justify-between gap-4">
        <span>{hour}</span>
        <Select
          aria-label={hour}
          className="w-40 shrink-0"
          value={String(preferences.hour)}
          onChange={(chosen) => void save({ hour: Number(chosen) })}
          options={hours.map((one) => ({ value: String(one), label: hourLabel(one) }))}
        />
      </div>
      <ZonePicker
        standard={i18n._({
          id: "settings.notifications.zone.workspace",
          message: "That of the workspace ({zone})",
          values: { zone: workspace.time_zone },
        })}
        value={preferences.time_zone}
        onChange={(time_zone) => void save({ time_zone })}
      />
    </Section>
  );
}
