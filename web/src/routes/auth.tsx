import { createFileRoute, redirect, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { meQuery } from '@/features/accounts/api'
import { SignInForm } from '@/features/accounts/components/sign-in-form'
import { leavesApp, safeNext } from '@/features/accounts/rules'
import { locales, showLocale } from '@/i18n'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Logo } from '@/ui/logo'

type Search = { next?: string; ended?: boolean }

export const Route = createFileRoute('/auth')({
  // by hand: a schema library here would be loaded with every first screen
  validateSearch: (raw: Record<string, unknown>): Search => ({
    ...(typeof raw.next === 'string' && { next: raw.next }),
    ...(raw.ended === true && { ended: true }),
  }),
  beforeLoad: async ({ context, search: { next } }) => {
    if (!(await context.queryClient.ensureQueryData(meQuery))) return
    const href = safeNext(next) ?? '/'
    throw redirect({ href, reloadDocument: leavesApp(href) })
  },
  component: SignInPage,
})

function SignInPage() {
  const { t, i18n } = useTranslation(['accounts', 'shell'])
  const { next, ended } = Route.useSearch()
  const router = useRouter()
  const goOn = () => {
    const href = safeNext(next) ?? '/'
    if (leavesApp(href)) window.location.assign(href)
    else router.history.push(href)
  }
  useTitle(t('accounts:signIn.title'))
  return (
    <div className="flex min-h-full flex-col items-center justify-center gap-6 px-4 py-10">
      <main id="content" className="w-full max-w-sm rounded-2xl border bg-surface p-6 sm:p-8">
        <div className="mb-6 flex items-center gap-3">
          <Logo className="size-10" />
          <div>
            <h1 className="text-lg font-semibold tracking-tight">Atende</h1>
            <p className="text-sm text-ink-2">{t('accounts:signIn.lead')}</p>
          </div>
        </div>
        <SignInForm hasEnded={ended ?? false} onSignedIn={goOn} />
      </main>
      <nav aria-label={t('shell:user.language')} className="flex gap-1">
        {locales.map((locale) => (
          <Button key={locale} size="sm" variant="ghost" lang={locale} aria-pressed={i18n.language === locale} onClick={() => void showLocale(locale)}
            className="aria-pressed:font-semibold aria-pressed:text-ink">
            {t(`shell:language.${locale}`)}
          </Button>
        ))}
      </nav>
    </div>
  )
}
