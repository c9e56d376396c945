import { createFileRoute, redirect, useLocation, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/accounts/api'
import { AuthFrame } from '@/features/accounts/components/auth-frame'
import { SignInForm } from '@/features/accounts/components/sign-in-form'
import { leavesApp, safeNext, withToken } from '@/features/accounts/rules'
import { useTitle } from '@/lib/title'

type Search = { next?: string; ended?: boolean }

export const Route = createFileRoute('/auth')({
  // by hand: a schema library here would be loaded with every first screen
  validateSearch: (raw: Record<string, unknown>): Search => ({
    ...(typeof raw.next === 'string' && { next: raw.next }),
    ...(raw.ended === true && { ended: true }),
  }),
  beforeLoad: async ({ context, location, search: { next } }) => {
    if (!(await context.queryClient.ensureQueryData(meQuery))) return
    const href = safeNext(withToken(next, location.hash)) ?? '/'
    throw redirect({ href, reloadDocument: leavesApp(href) })
  },
  component: SignInPage,
})

function SignInPage() {
  const { t } = useTranslation('accounts')
  const { ended, ...search } = Route.useSearch()
  const next = withToken(
    search.next,
    useLocation({ select: (one) => one.hash }),
  )
  const router = useRouter()
  const goOn = () => {
    const href = safeNext(next) ?? '/'
    if (leavesApp(href)) window.location.assign(href)
    else router.history.push(href)
  }
  useTitle(t('signIn.title'))
  return (
    <AuthFrame title="Atende" lead={t('signIn.lead')}>
      <SignInForm hasEnded={ended ?? false} onSignedIn={goOn} next={next} />
    </AuthFrame>
  )
}
