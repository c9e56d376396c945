import { createFileRoute } from '@tanstack/react-router'
import { signedIn } from '@/app/shell/entrance'
import { CalendarReturn } from '@/features/settings/components/calendar-return'
import { loadCatalogue } from '@/i18n'

type Search = { state?: string; code?: string; error?: string }

/** Where browsers come back to from the consent to a calendar, with a code or with why there is none. */
export const Route = createFileRoute('/calendars/connected')({
  validateSearch: (raw: Record<string, unknown>): Search => ({
    ...(raw.state !== undefined && { state: String(raw.state) }),
    ...(raw.code !== undefined && { code: String(raw.code) }),
    ...(raw.error !== undefined && { error: String(raw.error) }),
  }),
  beforeLoad: signedIn(),
  loader: () => loadCatalogue('calendars'),
  component: Page,
})

function Page() {
  const { me } = Route.useRouteContext()
  const { state, code, error } = Route.useSearch()
  const navigate = Route.useNavigate()
  return <CalendarReturn me={me} state={state} code={code} error={error} onDone={(slug, choose) => void navigate({ to: '/t/$slug/settings/calendars', params: { slug }, search: choose ? { choose } : {}, replace: true })} />
}
