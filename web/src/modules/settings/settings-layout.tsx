import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LinkProps, Outlet } from "@tanstack/react-router";
import { may, meQuery } from "../../api";
import { i18n } from "../../i18n";
import { PageHeader } from "../../ui";

interface Entry {
  to: NonNullable<LinkProps["to"]>;
  label: string;
  exact?: boolean;
}

/** The settings' own navigation beside (on a phone: above) the chosen page. */
export function SettingsLayout() {
  const me = useSuspenseQuery(meQuery).data;
  const entries: Entry[] = [
    ...(me.viewing === null
      ? [
          { to: "/settings" as const, label: i18n._({ id: "settings.nav.you", message: "You" }), exact: true },
          {
            to: "/settings/security" as const,
            label: i18n._({ id: "settings.security", message: "Security" }),
          },
          {
            to: "/settings/notifications" as const,
            label: i18n._({ id: "settings.notifications", message: "Notifications" }),
          },
        ]
      : []),
    ...(may(me, "manage_types")
      ? [{ to: "/settings/workspace" as const, label: i18n._({ id: "settings.nav.workspace", message: "Workspace" }) }]
      : []),
    { to: "/settings/people", label: i18n._({ id: "settings.nav.people", message: "People" }) },
    ...(may(me, "manage_access")
      ? [{ to: "/settings/access" as const, label: i18n._({ id: "access.nav", message: "Roles and sharing" }) }]
      : []),
    ...(may(me, "manage_people")
      ? [{ to: "/settings/sign-in" as const, label: i18n._({ id: "settings.sign_in", message: "Sign-in" }) }]
      : []),
    { to: "/settings/pipelines", label: i18n._({ id: "settings.nav.pipelines", message: "Pipelines" }) },
    { to: "/settings/territories", label: i18n._({ id: "settings.territories", message: "Territories" }) },
    ...(may(me, "manage_types")
      ? [
          {
            to: "/settings/currencies" as const,
            label: i18n._({ id: "settings.nav.currencies", message: "Currencies" }),
          },
          { to: "/settings/leads" as const, label: i18n._({ id: "settings.nav.leads", message: "Leads" }) },
          {
            to: "/settings/assignment" as const,
            label: i18n._({ id: "settings.nav.assignment", message: "Assignment" }),
          },
          { to: "/settings/forms" as const, label: i18n._({ id: "settings.forms", message: "Web forms" }) },
          {
            to: "/settings/objects" as const,
            label: i18n._({ id: "settings.nav.objects", message: "Objects and fields" }),
          },
        ]
      : []),
    ...(may(me, "manage_types") && may(me, "manage_access")
      ? [
          {
            to: "/settings/configuration" as const,
            label: i18n._({ id: "settings.configuration", message: "Configuration" }),
          },
        ]
      : []),
    { to: "/settings/changes", label: i18n._({ id: "settings.nav.changes", message: "Recent bulk changes" }) },
    ...(may(me, "manage_jobs")
      ? [{ to: "/settings/jobs" as const, label: i18n._({ id: "settings.nav.jobs", message: "Background jobs" }) }]
      : []),
    ...(may(me, "read_audit")
      ? [{ to: "/settings/audit" as const, label: i18n._({ id: "settings.audit", message: "Audit" }) }]
      : []),
    ...(may(me, "manage_privacy")
      ? [{ to: "/settings/privacy" as const, label: i18n._({ id: "settings.privacy", message: "Privacy" }) }]
      : []),
    ...(may(me, "make_keys")
      ? [{ to: "/settings/keys" as const, label: i18n._({ id: "settings.keys", message: "API keys" }) }]
      : []),
    ...(may(me, "manage_webhooks")
      ? [{ to: "/settings/webhooks" as const, label: i18n._({ id: "settings.webhooks", message: "Webhooks" }) }]
      : []),
  ];
  return (
    <>
      <title>{i18n._({ id: "settings.page", message: "Settings · Kith" })}</title>
      <PageHeader title={i18n._({ id: "app.nav.settings", message: "Settings" })} />
      <div className="flex min-h-0 grow flex-col md:flex-row">
        <nav
          aria-label={i18n._({ id: "app.nav.settings", message: "Settings" })}
          className="flex shrink-0 gap-1 overflow-x-auto border-line p-2 max-md:border-b md:w-48 md:flex-col md:gap-px md:border-e md:p-3"
        >
          {entries.map((entry) => (
            <Link
              key={entry.to}
              to={entry.to}
              activeOptions={{ exact: entry.exact ?? false }}
              className="flex h-[max(30px,var(--control-small))] items-center whitespace-nowrap rounded-control px-2 text-muted hover:bg-hover hover:text-fg aria-[current=page]:bg-hover aria-[current=page]:font-medium aria-[current=page]:text-fg"
            >
              {entry.label}
            </Link>
          ))}
        </nav>
        <div className="min-h-0 grow overflow-y-auto">
          <div className="mx-auto flex max-w-180 flex-col gap-8 px-4 py-6 md:px-8 md:py-8">
            <Outlet />
          </div>
        </div>
      </div>
    </>
  );
}
