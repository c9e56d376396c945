import { createFileRoute, notFound } from '@tanstack/react-router'
import { Simulator } from '@/features/simulator/components/simulator'
import { loadCatalogue } from '@/i18n'
import { canSee } from '@/lib/session'

type Search = { phone?: string }

export const Route = createFileRoute('/t/$slug/simulator')({
  validateSearch: (raw: Record<string, unknown>): Search => (typeof raw.phone === 'string' ? { phone: raw.phone } : {}),
  beforeLoad: ({ context }) => {
    if (!canSee(context.tenant, ['inbox', 'bot', 'settings'])) throw notFound()
  },
  loader: () => loadCatalogue('simulator'),
  component: SimulatorPage,
})

function SimulatorPage() {
  const { slug } = Route.useParams()
  const { phone } = Route.useSearch()
  const navigate = Route.useNavigate()
  return (
    <main id="content" className="flex min-h-0 flex-1 flex-col">
      <Simulator
        shownId={phone}
        onShow={(id) => void navigate({ search: { phone: id }, replace: true })}
        onOpenConversation={(conversationId) => void navigate({ to: '/t/$slug/inbox/{-$conversationId}', params: { slug, conversationId } })}
      />
    </main>
  )
}
