import { createFileRoute } from '@tanstack/react-router'
import { AskForReset, ChoosePassword } from '@/features/accounts/components/reset'
import { useLinkToken } from '@/features/accounts/link-token'
import { loadCatalogue } from '@/i18n'

/** Without a token (after the #, so that no server sees it) it asks for a link; with one, for the new password. */
export const Route = createFileRoute('/auth_/reset')({ loader: () => loadCatalogue('account'), component: ResetPage })

function ResetPage() {
  const token = useLinkToken()
  return token ? <ChoosePassword key={token} token={token} /> : <AskForReset />
}
