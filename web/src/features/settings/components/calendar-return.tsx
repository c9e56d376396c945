import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { Me } from '@/client/types'
import { useErrorText } from '@/lib/error-text'
import { ApiError } from '@/lib/http'
import { useTitle } from '@/lib/title'
import { Button } from '@/ui/button'
import { Spinner } from '@/ui/spinner'
import { toast } from '@/ui/toast'
import { businessOf, finishConsent } from '../calendars'

type Props = { me: Me; state?: string; code?: string; error?: string; onDone: (slug: string, choose?: string) => void }

/** The browser is back from the consent. What its address says is not shown: anybody could have written it. */
export function CalendarReturn({ me, state, code, error, onDone }: Props) {
  const { t } = useTranslation('calendars')
  const errorText = useErrorText()
  const business = businessOf(state ?? '', me.tenants)
  const work = useMutation({
    mutationFn: (given: { tenantId: string; state: string; code: string }) => finishConsent(given.tenantId, { state: given.state, code: given.code }),
    onSuccess: ({ id, is_written }) => {
      toast(t('back.done'))
      if (business) onDone(business.slug, is_written ? undefined : id) // with several calendars, somebody says which is written
    },
  })
  const { mutate } = work
  const handedIn = useRef<string>(undefined) // a code works once
  useEffect(() => {
    if (!code || !state || !business || handedIn.current === code) return
    handedIn.current = code
    mutate({ tenantId: business.id, state, code })
  }, [business, code, mutate, state])
  const hasFailed = !code || !business || work.isError
  useTitle(hasFailed ? t('back.failed') : t('back.wait'))
  return (
    <main id="content" className="mx-auto flex max-w-md flex-col gap-4 px-4 py-16">
      <h1 className="text-xl font-semibold">{hasFailed ? t('back.failed') : t('back.wait')}</h1>
      {hasFailed ? (
        <>
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {work.error ? errorText(work.error) : error === 'access_denied' ? t('back.cancelled') : errorText(new ApiError(409, 'consent_invalid'))}
          </p>
          <Button asChild variant="primary" size="lg">
            {business ? (
              <Link to="/t/$slug/settings/calendars" params={{ slug: business.slug }}>
                {t('back.again')}
              </Link>
            ) : (
              <Link to="/">{t('back.home')}</Link>
            )}
          </Button>
        </>
      ) : (
        <p role="status">
          <Spinner className="size-5" />
        </p>
      )}
    </main>
  )
}
