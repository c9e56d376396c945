import { createFileRoute, useRouter } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import { InvitationPage } from '@/features/accounts/components/invitation'
import { useLinkToken } from '@/features/accounts/link-token'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/auth_/invitation')({
  beforeLoad: async ({ context }) => ({ me: await context.queryClient.ensureQueryData(meQuery) }),
  loader: () => loadCatalogue('account'),
  component: Page,
})

function Page() {
  const { me } = Route.useRouteContext()
  const token = useLinkToken()
  const router = useRouter()
  return <InvitationPage key={token} token={token} me={me} onJoined={(slug) => router.history.push(`/t/${slug}`)} />
}
