import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  type RouteComponent,
  redirect,
} from "@tanstack/react-router";
import { asProblem, meQuery, schemaQuery, typeNamed } from "../api";
import type { CalendarSearch } from "../modules/activities/calendar/span";
import type { ForecastSearch } from "../modules/forecast/search";
import type { ListSearch } from "../records/list/list-search";
import { ErrorScreen, NotFoundScreen } from "./error-screen";
import { homeType } from "./home";
import { openRecent } from "./recent";
import { Shell } from "./shell/shell";

// One call each, so that the first load does not carry the list of their parts for every page.
const auth = () => import("../modules/auth");
const settings = () => import("../modules/settings");
const imports = () => import("../modules/imports");
const notifications = () => import("../modules/notifications");
const activities = () => import("../modules/activities");

interface Context {
  queryClient: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({
  component: Outlet,
  errorComponent: ErrorScreen,
  notFoundComponent: NotFoundScreen,
});

/** Where to go after signing in: only ever a path of this site. And through which provider, where a link says so. */
function parseLogin(given: Record<string, unknown>): { next?: string; provider?: string } {
  const { next, provider } = given;
  return {
    ...(typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {}),
    ...(typeof provider === "string" ? { provider } : {}),
  };
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/login",
  validateSearch: parseLogin,
  component: lazyRouteComponent(auth, "LoginPage"),
});
/** A page of those who are not signed in. */
function authPage<const Path extends string>(
  path: Path,
  page: "CallbackPage" | "SignupPage" | "InvitePage" | "ForgotPage" | "ResetPage" | "VerifyPage",
) {
  return createRoute({ getParentRoute: () => rootRoute, path, component: lazyRouteComponent(auth, page) });
}
const authPages = [
  authPage("/login/callback", "CallbackPage"),
  authPage("/signup", "SignupPage"),
  authPage("/invite/$token", "InvitePage"),
  authPage("/forgot", "ForgotPage"),
  authPage("/reset/$token", "ResetPage"),
  authPage("/verify/$token", "VerifyPage"),
] as const;

/** What stands between a sign-in and its pages though its password was right. */
const lacks = [
  "code_required",
  "passkey_required",
  "second_factor_required",
  "view_as.over",
  "network.refused",
] as const;
type Lack = (typeof lacks)[number];
const lackOf = (code: unknown): Lack => lacks.find((lack) => lack === code) ?? "code_required";

const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/second-factor",
  validateSearch: (given: Record<string, unknown>): { needs: Lack; next?: string } => ({
    ...parseLogin(given),
    needs: lackOf(given.needs),
  }),
  component: lazyRouteComponent(settings, "SecondFactorPage"),
});

/** Everything behind the sign-in, drawn inside the shell. */
const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "_shell",
  beforeLoad: async ({ context, location }) => {
    try {
      const [me] = await Promise.all([
        context.queryClient.ensureQueryData(meQuery),
        context.queryClient.ensureQueryData(schemaQuery),
      ]);
      openRecent(`${me.workspace.id}.${me.person.id}`);
    } catch (error) {
      const problem = asProblem(error);
      const next = location.href === "/" ? {} : { next: location.href };
      if (lacks.some((lack) => lack === problem?.code))
        throw redirect({ to: "/second-factor", search: { needs: lackOf(problem?.code), ...next } });
      if (problem?.status !== 401) throw error;
      throw redirect({ to: "/login", search: next });
    }
  },
  component: Shell,
  notFoundComponent: NotFoundScreen,
});

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/",
  beforeLoad: async ({ context }) => {
    const type = homeType(await context.queryClient.ensureQueryData(schemaQuery));
    if (type === undefined) throw redirect({ to: "/welcome", replace: true });
    throw redirect({ to: "/$types", params: { types: type.plural }, replace: true });
  },
});

/** A page inside the shell whose address says all. */
function shellPage<const Path extends string>(path: Path, component: RouteComponent) {
  return createRoute({ getParentRoute: () => shellRoute, path, component });
}
const shellPages = [
  shellPage(
    "/welcome",
    lazyRouteComponent(() => import("../modules/welcome"), "WelcomePage"),
  ),
  shellPage("/import/$id", lazyRouteComponent(imports, "ImportWizardPage")),
  shellPage("/notifications", lazyRouteComponent(notifications, "NotificationsPage")),
  shellPage("/notifications/$id", lazyRouteComponent(notifications, "NotedPage")),
  shellPage("/day", lazyRouteComponent(activities, "DayPage")),
] as const;

const importRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/import",
  validateSearch: (given: Record<string, unknown>): { type?: string } =>
    typeof given.type === "string" ? { type: given.type } : {},
  component: lazyRouteComponent(imports, "ImportWizardPage"),
});

const calendarRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/calendar",
  // The calendar reads it, and leaves out what is not its own.
  validateSearch: (given: Record<string, unknown>): CalendarSearch => given,
  component: lazyRouteComponent(activities, "CalendarPage"),
});

const forecastRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/forecast",
  // The forecast reads it, and leaves out what is not its own.
  validateSearch: (given: Record<string, unknown>): ForecastSearch => given,
  component: lazyRouteComponent(() => import("../modules/forecast"), "ForecastPage"),
});

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/settings",
  component: lazyRouteComponent(settings, "SettingsLayout"),
});
/** A page of the settings, all of which come together. */
function settingsPage<const Path extends string>(path: Path, page: keyof typeof import("../modules/settings")) {
  return createRoute({
    getParentRoute: () => settingsRoute,
    path,
    component: lazyRouteComponent(settings, page),
  });
}
const settingsPages = [
  settingsPage("/", "AppearancePage"),
  settingsPage("/security", "SecurityPage"),
  settingsPage("/keys", "KeysPage"),
  settingsPage("/notifications", "NotificationsPage"),
  settingsPage("/workspace", "WorkspacePage"),
  settingsPage("/people", "PeoplePage"),
  settingsPage("/access", "AccessPage"),
  settingsPage("/access/$name", "RolePage"),
  settingsPage("/sign-in", "SignInPage"),
  settingsPage("/pipelines", "PipelinesPage"),
  settingsPage("/currencies", "CurrenciesPage"),
  settingsPage("/leads", "LeadMappingPage"),
  settingsPage("/assignment", "AssignmentPage"),
  settingsPage("/forms", "FormsPage"),
  settingsPage("/forms/$id", "FormPage"),
  settingsPage("/territories", "TerritoriesPage"),
  settingsPage("/objects", "ObjectsPage"),
  settingsPage("/objects/$name", "ObjectPage"),
  settingsPage("/configuration", "ConfigurationPage"),
  settingsPage("/changes", "ChangesetsPage"),
  settingsPage("/changes/$id", "ChangesetPage"),
  settingsPage("/jobs", "JobsPage"),
  settingsPage("/audit", "AuditPage"),
  settingsPage("/privacy", "PrivacyPage"),
  settingsPage("/webhooks", "WebhooksPage"),
  settingsPage("/webhooks/$id", "WebhookPage"),
] as const;

/** An unknown type is an unknown page. Found out in a loader, it is told inside the shell. */
async function requireType(context: Context, name: string): Promise<void> {
  const schema = await context.queryClient.ensureQueryData(schemaQuery);
  if (typeNamed(schema, name) === undefined) throw notFound();
}

const listRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/$types",
  // The list reads it, and leaves out what is not its own.
  validateSearch: (given: Record<string, unknown>): ListSearch => given,
  loader: ({ context, params }) => requireType(context, params.types),
  notFoundComponent: NotFoundScreen,
  component: lazyRouteComponent(() => import("../records/list/list-page"), "ListPage"),
});
const trashRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/$types/trash",
  loader: ({ context, params }) => requireType(context, params.types),
  notFoundComponent: NotFoundScreen,
  component: lazyRouteComponent(() => import("../records/list/trash-page"), "TrashPage"),
});
const recordRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/$types/$id",
  loader: ({ context, params }) => requireType(context, params.types),
  notFoundComponent: NotFoundScreen,
  component: lazyRouteComponent(() => import("../records/page/record-page"), "RecordPage"),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  ...authPages,
  secondFactorRoute,
  shellRoute.addChildren([
    homeRoute,
    ...shellPages,
    importRoute,
    calendarRoute,
    forecastRoute,
    settingsRoute.addChildren(settingsPages),
    listRoute,
    trashRoute,
    recordRoute,
  ]),
]);

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultErrorComponent: ErrorScreen,
    defaultNotFoundComponent: NotFoundScreen,
    // A page that comes within this time replaces the old one without a flash of anything between.
    defaultPendingMs: 300,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: false,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
