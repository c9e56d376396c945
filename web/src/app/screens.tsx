import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { ApiError } from '@/lib/http'
import { useErrorText } from '@/lib/error-text'
import { Button } from '@/ui/button'
import { EmptyState, ErrorState } from '@/ui/states'
import { Spinner } from '@/ui/spinner'

export function LoadingScreen() {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex h-full items-center justify-center text-ink-3">
      <Spinner className="size-5" />
      <span className="sr-only">{t('loading')}</span>
    </div>
  )
}

export function NotFoundScreen() {
  const { t } = useTranslation()
  return (
    <main id="content" className="flex h-full items-center justify-center">
      <EmptyState
        title={<span role="heading" aria-level={1}>{t('notFound.title')}</span>}
        action={
          <Button asChild variant="primary">
            <Link to="/">{t('notFound.home')}</Link>
          </Button>
        }
      >
        {t('notFound.text')}
      </EmptyState>
    </main>
  )
}

export function CrashScreen({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation()
  const errorText = useErrorText()
  const router = useRouter()
  if (error instanceof ApiError && error.status === 404) return <NotFoundScreen />
  return (
    <main id="content" className="flex h-full items-center justify-center">
      <ErrorState
        title={error instanceof ApiError ? errorText(error) : t('crash')}
        retryLabel={t('retry')}
        onRetry={() => {
          reset()
          void router.invalidate()
        }}
      />
    </main>
  )
}
