import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { asProblem, type RecordData, type TypeSchema } from "../../api";
import { i18n } from "../../i18n";
import { Button, Skeleton } from "../../ui";
import { titleOf } from "../fields/values";
import { quote } from "../filters/expression";
import { openCreate } from "../form/create-store";
import { aboveQuery } from "./calls";
import { RecordTree } from "./record-tree";

interface HierarchyProps {
  type: TypeSchema;
  /** The link to the record above. */
  by: string;
  record: RecordData;
}

/** The whole tree that a record stands in, from the top that may be seen. */
export function Hierarchy({ type, by, record }: HierarchyProps) {
  const above = useQuery(aboveQuery(type, by, record.id));
  const name = titleOf(type, record);
  if (above.error !== null) {
    return (
      <p role="alert" className="text-danger">
        {asProblem(above.error)?.message}
      </p>
    );
  }
  if (above.data === undefined) return <Skeleton className="h-24 w-full" />;
  return (
    <div className="flex flex-col gap-2">
      {type.can.create && (
        <Button
          size="small"
          className="self-end"
          icon={<Plus aria-hidden="true" className="size-3.5" />}
          onClick={() => openCreate(type.name, { [by]: { id: record.id, title: name } })}
        >
          {i18n._({ id: "tree.add", message: "Add below {name}", values: { name } })}
        </Button>
      )}
      <RecordTree
        type={type}
        by={by}
        where={`within(id, ${quote(above.data.at(-1)?.id ?? record.id)})`}
        label={i18n._({ id: "tree.hierarchy", message: "Hierarchy of {name}", values: { name } })}
        current={record.id}
      />
    </div>
  );
}
