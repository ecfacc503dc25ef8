import { useQueryClient } from "@tanstack/react-query";
import { Ellipsis, Eye, KeyRound, UserCheck, UserX } from "lucide-react";
import { useState } from "react";
import { api, type BulkOutcome, type RecordData } from "../../api";
import { i18n } from "../../i18n";
import { pathOf } from "../../records/changes/calls";
import { offerUndo, tellFailed } from "../../records/changes/offer-undo";
import { IconButton, Menu, notify } from "../../ui";
import { PersonRolesDialog } from "./access/person-roles-dialog";
import { complain } from "./complain";
import { HandOverDialog } from "./hand-over-dialog";
import { AskDialog } from "./viewing/ask-dialog";

export interface PersonMenuProps {
  person: RecordData;
  name: string;
  /** Everybody who works here. */
  people: readonly RecordData[];
  manages: boolean;
  /** True where the person signed in gives roles. */
  grants: boolean;
  /** True where the person signed in may ask to see Kith as this one. */
  views: boolean;
}

/** Ends somebody's work here, or begins it again, and asks to see Kith as they do. */
export function PersonMenu({ person, name, people, manages, grants, views }: PersonMenuProps) {
  const [leaves, setLeaves] = useState(false);
  const [asks, setAsks] = useState(false);
  const [showsRoles, setShowsRoles] = useState(false);
  const queryClient = useQueryClient();
  const refresh = () => queryClient.invalidateQueries({ queryKey: ["records", "people"] });
  const reactivate = async () => {
    try {
      await api.post(`people/${person.id}/actions/reactivate`);
      await refresh();
      notify({
        message: i18n._({ id: "settings.people.reactivated", message: "{name} works here again", values: { name } }),
      });
    } catch (error) {
      complain(error);
    }
  };
  const work =
    person.active === false
      ? {
          label: i18n._({ id: "settings.people.reactivate", message: "Reactivate" }),
          icon: <UserCheck />,
          run: () => void reactivate(),
        }
      : {
          label: i18n._({ id: "settings.people.deactivate", message: "Deactivate…" }),
          icon: <UserX />,
          danger: true,
          run: () => setLeaves(true),
        };
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton
            size="small"
            label={i18n._({ id: "settings.people.more", message: "More about {name}", values: { name } })}
          >
            <Ellipsis className="size-4" />
          </IconButton>
        }
        groups={[
          {
            items: [
              ...(grants
                ? [
                    {
                      label: i18n._({ id: "access.of.menu", message: "Roles…" }),
                      icon: <KeyRound />,
                      run: () => setShowsRoles(true),
                    },
                  ]
                : []),
              ...(views
                ? [
                    {
                      label: i18n._({ id: "viewing.menu", message: "View as…" }),
                      icon: <Eye />,
                      run: () => setAsks(true),
                    },
                  ]
                : []),
              ...(manages ? [work] : []),
            ],
          },
        ]}
      />
      {showsRoles && <PersonRolesDialog person={person} name={name} onClose={() => setShowsRoles(false)} />}
      {asks && <AskDialog person={{ id: person.id, title: name }} onClose={() => setAsks(false)} />}
      {leaves && (
        <HandOverDialog
          person={{ id: person.id, title: name }}
          people={people
            .filter(({ id, active }) => id !== person.id && active !== false)
            .map((one) => ({ id: one.id, title: String(one.name ?? "") }))}
          title={i18n._({ id: "settings.people.leaves", message: "Deactivate {name}", values: { name } })}
          text={i18n._({
            id: "settings.people.leaves_text",
            message: "They are signed out at once and can no longer log in here. Their history stays.",
          })}
          action={i18n._({ id: "settings.people.deactivate_now", message: "Deactivate" })}
          onClose={() => setLeaves(false)}
          onSubmit={async (request) => {
            const done = await api.post<BulkOutcome>(`people/${person.id}/actions/deactivate`, request);
            setLeaves(false);
            await refresh();
            const message = i18n._({
              id: "settings.people.deactivated",
              message: "{name} is deactivated",
              values: { name },
            });
            offerUndo(queryClient, message, pathOf(done.changeset));
            tellFailed(done.failed, done.outcomes[0]?.errors[0]?.message ?? "");
          }}
        />
      )}
    </>
  );
}
