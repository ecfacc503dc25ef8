import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { FlaskConical, Upload, UserPlus } from "lucide-react";
import { may, meQuery, schemaQuery } from "../../api";
import { i18n, inSentence } from "../../i18n";
import { Button, buttonClass, PageHeader, ProgressBar, setAppearance, TypeIcon } from "../../ui";
import { useSampleData } from "./sample-data";
import { Step } from "./step";
import { anyQuery, importsQuery, invitationsQuery, mainWork } from "./steps";

/** What a new workspace needs, ticked off by what is really there. */
export function WelcomePage() {
  const me = useSuspenseQuery(meQuery).data;
  const schema = useSuspenseQuery(schemaQuery).data;
  const router = useRouter();
  const work = mainWork(schema);
  const mayImport = may(me, "import");
  const mayInvite = may(me, "manage_people");
  const imports = useQuery({ ...importsQuery, enabled: mayImport });
  const invitations = useQuery({ ...invitationsQuery, enabled: mayInvite });
  const anyWork = useQuery({ ...anyQuery(work?.plural ?? ""), enabled: work !== undefined });
  const sample = useSampleData();
  const hasSample = me.workspace.sample_data;
  const workName = inSentence(work?.label ?? "");

  const steps = [
    ...(mayImport
      ? [
          {
            id: "import",
            icon: <Upload />,
            done: imports.data?.data.some((each) => each.state === "done") === true,
            title: i18n._({ id: "welcome.import", message: "Import your data" }),
            text: i18n._({
              id: "welcome.import.text",
              message: "Bring companies, contacts and deals from a CSV file. Kith suggests what goes where.",
            }),
            action: (
              <Link to="/import" className={buttonClass("plain", "small")}>
                {i18n._({ id: "welcome.import.action", message: "Choose a file" })}
              </Link>
            ),
          },
          {
            id: "sample",
            icon: <FlaskConical />,
            done: hasSample,
            title: i18n._({ id: "welcome.sample", message: "Look around with sample data" }),
            text: i18n._({
              id: "welcome.sample.text",
              message: "A small, made-up company. Remove it in one click; what you add yourself stays.",
            }),
            action: (
              <Button size="small" busy={sample.isPending} onClick={() => sample.mutate(!hasSample)}>
                {hasSample
                  ? i18n._({ id: "welcome.sample.remove", message: "Remove sample data" })
                  : i18n._({ id: "welcome.sample.load", message: "Load sample data" })}
              </Button>
            ),
          },
        ]
      : []),
    ...(mayInvite
      ? [
          {
            id: "invite",
            icon: <UserPlus />,
            done: (invitations.data?.data.length ?? 0) > 0,
            title: i18n._({ id: "welcome.invite", message: "Invite a colleague" }),
            text: i18n._({ id: "welcome.invite.text", message: "Work on the same records, each with their own view." }),
            action: (
              <Link to="/settings/people" className={buttonClass("plain", "small")}>
                {i18n._({ id: "welcome.invite.action", message: "Invite" })}
              </Link>
            ),
          },
        ]
      : []),
    ...(work === undefined
      ? []
      : [
          {
            id: "work",
            icon: <TypeIcon name={work.icon} />,
            done: anyWork.data === true,
            title: i18n._({ id: "welcome.work", message: "Create your first {type}", values: { type: workName } }),
            text: i18n._({ id: "welcome.work.text", message: "Then move it along the board until it is won." }),
            action: (
              <Link
                to="/$types"
                params={{ types: work.plural }}
                search={{ panel: "new" }}
                className={buttonClass("plain", "small")}
              >
                {i18n._({ id: "welcome.work.action", message: "Create {type}", values: { type: workName } })}
              </Link>
            ),
          },
        ]),
  ];
  const done = steps.filter((step) => step.done).length;
  const firstName = me.person.title.split(" ")[0] ?? me.person.title;

  return (
    <>
      <title>{i18n._({ id: "welcome.page", message: "First steps · Kith" })}</title>
      <PageHeader title={i18n._({ id: "app.nav.welcome", message: "First steps" })} />
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-160 flex-col gap-6 px-4 py-8 md:py-12">
          <header className="flex flex-col gap-3">
            <h2 className="font-semibold text-number tracking-tight">
              {i18n._({ id: "welcome.hello", message: "Welcome, {name}", values: { name: firstName } })}
            </h2>
            <p className="text-muted">
              {done === steps.length
                ? i18n._({ id: "welcome.all_done", message: "All set. Kith is ready for your team." })
                : i18n._({
                    id: "welcome.progress",
                    message: "{done} of {all} done. Take them in any order.",
                    values: { done, all: steps.length },
                  })}
            </p>
            <ProgressBar
              label={i18n._({ id: "app.nav.welcome", message: "First steps" })}
              value={steps.length === 0 ? 1 : done / steps.length}
              className="max-w-60"
            />
          </header>
          <ol className="border-line border-t">
            {steps.map((step) => (
              <Step key={step.id} {...step} />
            ))}
          </ol>
          <div>
            <Button
              variant="quiet"
              size="small"
              className="-ms-2"
              onClick={() => {
                setAppearance({ firstSteps: "hidden" });
                void router.navigate({ to: "/" });
              }}
            >
              {i18n._({ id: "welcome.hide", message: "Hide first steps" })}
            </Button>
          </div>
        </div>
      </div>
    </>
  );
}
