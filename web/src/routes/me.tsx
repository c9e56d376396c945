import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, createFileRoute } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { signedIn } from '@/app/shell/entrance'
import { PageFrame } from '@/app/shell/page-frame'
import { meQuery } from '@/features/accounts/api'
import { Account } from '@/features/accounts/components/account/account'
import { loadCatalogue } from '@/i18n'
import { setCsrfToken } from '@/lib/http'
import { Button } from '@/ui/button'

type Search = { why?: 'second_factor' }

export const Route = createFileRoute('/me')({
  validateSearch: (raw: Record<string, unknown>): Search => (raw.why === 'second_factor' ? { why: 'second_factor' } : {}),
  beforeLoad: signedIn(),
  loader: () => loadCatalogue('account'),
  component: AccountPage,
})

function AccountPage() {
  const { t } = useTranslation('account')
  const { me: first } = Route.useRouteContext()
  const me = useQuery(meQuery).data ?? first
  const { why } = Route.useSearch()
  const navigate = Route.useNavigate()
  const client = useQueryClient()
  const leave = async () => {
    client.clear()
    setCsrfToken(null)
    client.setQueryData(meQuery.queryKey, null)
    sessionStorage.clear()
    await navigate({ to: '/auth' })
  }
  return (
    <PageFrame
      me={me}
      start={
        <Button asChild variant="ghost">
          <Link to="/">
            <ArrowLeft aria-hidden />
            {t('back')}
          </Link>
        </Button>
      }
    >
      <Account me={me} isRequired={why === 'second_factor' && !me.has_second_factor} onSignedOut={() => void leave()} />
    </PageFrame>
  )
}
