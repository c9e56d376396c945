import { createFileRoute, notFound } from '@tanstack/react-router'
import { useCallback } from 'react'
import { Agenda } from '@/features/bookings/components/agenda'
import { type View, viewOf } from '@/features/bookings/rules/view'
import { loadCatalogue } from '@/i18n'
import { canSee } from '@/lib/session'

/** The agenda: day, view, whose and which appointment is open live in the URL. */
export const Route = createFileRoute('/t/$slug/agenda')({
  validateSearch: viewOf,
  beforeLoad: ({ context }) => {
    if (!canSee(context.tenant, 'bookings')) throw notFound()
  },
  loader: () => loadCatalogue('bookings'),
  component: AgendaPage,
})

function AgendaPage() {
  const view = Route.useSearch()
  const navigate = Route.useNavigate()
  const onView = useCallback((change: Partial<View>) => void navigate({ search: (now) => viewOf({ ...now, ...change }), replace: true }), [navigate])
  return <Agenda view={view} onView={onView} />
}
