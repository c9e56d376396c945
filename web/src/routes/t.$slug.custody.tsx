import { createFileRoute, notFound } from '@tanstack/react-router'
import { Custody } from '@/features/custody/components/custody'
import { viewOf } from '@/features/custody/rules/view'
import { loadCatalogue } from '@/i18n'
import { canSee } from '@/lib/session'

export const Route = createFileRoute('/t/$slug/custody')({
  validateSearch: viewOf,
  beforeLoad: ({ context }) => {
    if (!canSee(context.tenant, 'settings')) throw notFound()
  },
  loader: () => loadCatalogue('custody'),
  component: CustodyPage,
})

function CustodyPage() {
  const view = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <main id="content" className="min-h-0 flex-1 overflow-y-auto">
      <Custody view={view} onView={(next) => void navigate({ search: next, replace: true })} />
    </main>
  )
}
