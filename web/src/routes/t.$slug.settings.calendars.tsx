import { createFileRoute } from '@tanstack/react-router'
import { Calendars } from '@/features/settings/components/calendars'
import { loadCatalogue } from '@/i18n'

type Search = { choose?: string }

export const Route = createFileRoute('/t/$slug/settings/calendars')({
  validateSearch: (raw: Record<string, unknown>): Search => ({ ...(typeof raw.choose === 'string' && { choose: raw.choose }) }),
  loader: () => loadCatalogue('calendars'),
  component: Page,
})

function Page() {
  const { choose } = Route.useSearch()
  const navigate = Route.useNavigate()
  return <Calendars choosing={choose} onChoosing={(id) => void navigate({ search: id ? { choose: id } : {}, replace: true })} />
}
