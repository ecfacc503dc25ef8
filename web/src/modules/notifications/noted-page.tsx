import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Bell } from "lucide-react";
import { typeNamed } from "../../api";
import { i18n } from "../../i18n";
import { paged, RecordLink, useSchema } from "../../records";
import { Button, buttonClass, EmptyState, PageHeader, Skeleton, TypeIcon } from "../../ui";
import { notedQuery, notificationsQuery } from "./calls";

/** The records that one notification is about. */
export function NotedPage() {
  const { id = "" } = useParams({ strict: false });
  const schema = useSchema();
  const found = paged(useInfiniteQuery(notedQuery(id)));
  const one = paged(useInfiniteQuery(notificationsQuery)).items?.find((known) => known.id === id);
  const title = one?.text ?? i18n._({ id: "notifications.records", message: "Records of a notification" });
  return (
    <>
      <title>{i18n._({ id: "notifications.page", message: "Notifications · Kith" })}</title>
      <PageHeader icon={<Bell className="size-4" />} title={title} />
      <div className="min-h-0 grow overflow-y-auto">
        <div className="mx-auto flex max-w-180 flex-col p-2 md:px-4">
          {found.items === undefined && found.problem === undefined && <Skeleton className="h-24" />}
          {found.problem !== undefined && (
            <EmptyState
              title={
                found.problem.status === 404
                  ? i18n._({ id: "notifications.gone", message: "There is nothing left of it to see" })
                  : found.problem.message
              }
              actions={
                <Link to="/notifications" className={buttonClass()}>
                  {i18n._({ id: "notifications.title", message: "Notifications" })}
                </Link>
              }
            />
          )}
          <ul aria-label={title} className="divide-y divide-line">
            {found.items?.map((record) => {
              const type = typeNamed(schema, record.type);
              if (type === undefined) return null;
              return (
                <li key={record.id} className="relative flex min-h-(--row) items-center gap-3 px-2 hover:bg-hover">
                  <TypeIcon name={type.icon} className="size-4 shrink-0 text-muted" />
                  <RecordLink of={type} id={record.id} className="min-w-0 truncate after:absolute after:inset-0">
                    {record.title}
                  </RecordLink>
                </li>
              );
            })}
          </ul>
          {found.hasMore && (
            <Button variant="quiet" busy={found.loadingMore} className="self-start" onClick={found.more}>
              {i18n._({ id: "notifications.records.more", message: "Show more" })}
            </Button>
          )}
        </div>
      </div>
    </>
  );
}
