import { Link as RouterLink, useNavigate, useRouter } from "@tanstack/react-router";
import { type MouseEvent, type ReactNode, useCallback } from "react";
import type { Link, TypeSchema } from "../api";
import type { ListSearch } from "./list/list-search";

/** The address of a list, a record, the trash. The router above this folder has these routes. */
export const routes = {
  list: "/$types",
  record: "/$types/$id",
  trash: "/$types/trash",
  imports: "/import",
  changeset: "/settings/changes/$id",
} as const;

export function useGo() {
  const navigate = useNavigate();
  const router = useRouter();
  return {
    list: (plural: string, search: ListSearch = {}) =>
      void navigate({ to: routes.list, params: { types: plural }, search }),
    record: (plural: string, id: string, replace = false) =>
      void navigate({ to: routes.record, params: { types: plural, id }, replace }),
    /** Changes the state of the list that is shown. */
    search: (plural: string, search: ListSearch, replace: boolean) =>
      void navigate({ to: routes.list, params: { types: plural }, search, replace }),
    back: () => router.history.back(),
  };
}

/** Opens what was changed together. */
export function useOpenChangeset(): (id: string) => void {
  const router = useRouter();
  return useCallback((id) => void router.navigate({ to: routes.changeset, params: { id } }), [router]);
}

interface LinkProps {
  of: TypeSchema;
  className?: string;
  title?: string;
  onClick?: (event: MouseEvent) => void;
  children: ReactNode;
}

export function RecordLink({ of, id, ...rest }: LinkProps & { id: string }) {
  return <RouterLink {...rest} to={routes.record} params={{ types: of.plural, id }} />;
}

export function ListLink({ of, search = {}, ...rest }: LinkProps & { search?: ListSearch }) {
  return <RouterLink {...rest} to={routes.list} params={{ types: of.plural }} search={search} />;
}

/** The type a link's value points at. */
export function typeOfLink(types: readonly TypeSchema[], link: Link, to: string | null | undefined) {
  const name = link.type ?? to;
  return types.find((type) => type.name === name);
}
