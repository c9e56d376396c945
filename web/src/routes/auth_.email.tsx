import { createFileRoute } from '@tanstack/react-router'
import { meQuery } from '@/features/accounts/api'
import { ConfirmEmail } from '@/features/accounts/components/confirm-email'
import { useLinkToken } from '@/features/accounts/link-token'
import { loadCatalogue } from '@/i18n'

export const Route = createFileRoute('/auth_/email')({
  beforeLoad: async ({ context }) => ({ me: await context.queryClient.ensureQueryData(meQuery) }),
  loader: () => loadCatalogue('account'),
  component: Page,
})

function Page() {
  const { me } = Route.useRouteContext()
  const token = useLinkToken()
  return <ConfirmEmail key={token} token={token} me={me} />
}
