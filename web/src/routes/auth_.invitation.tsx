import { createFileRoute, useLocation, useRouter } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import { InvitationPage } from '@/features/accounts/components/invitation'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/auth_/invitation')({
  beforeLoad: async ({ context }) => ({ me: await context.queryClient.ensureQueryData(meQuery) }),
  loader: () => loadCatalogue('account'),
  component: Page,
})

function Page() {
  const { me } = Route.useRouteContext()
  const token = useLocation({ select: (location) => location.hash })
  const router = useRouter()
  return <InvitationPage key={token} token={token} me={me} onJoined={(slug) => router.history.push(`/t/${slug}`)} />
}
