import { useQuery } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useSession } from '@/lib/session'
import { Button } from '@/ui/button'
import { Checkbox } from '@/ui/checkbox'
import { Field } from '@/ui/field'
import { Input, Select, Textarea } from '@/ui/input'
import { type BookingPage as Kept, bookingPageQuery, isDomain, isSlug, useProveDomain, useWritePage } from '../page'
import { useProblems } from '../problems'
import { CopyField } from './copy-field'
import { Loaded, Screen, Section } from './frame'
import { PageReceipts } from './page-receipts'
import { PageShare } from './page-share'
import { type Draft, OnOff, SettingsForm } from './settings-form'

/** The page on which customers book by themselves. */
export function BookingPage() {
  const { t } = useTranslation('page')
  const { tenant } = useSession()
  const page = useQuery(bookingPageQuery(tenant.id))
  return (
    <Screen section="page" title={t('title')} lead={t('lead')}>
      <Loaded query={page}>{(kept) => <PageForm kept={kept} />}</Loaded>
    </Screen>
  )
}

function PageForm({ kept }: { kept: Kept }) {
  const { t } = useTranslation('page')
  const write = useWritePage()
  return (
    <SettingsForm section="page" kept={kept} write={write} wrongIn={(value) => (!isSlug(value.slug) ? t('slugInvalid') : !isDomain(value.domain ?? '') ? t('domainInvalid') : null)} saved={t('saved')}>
      {(draft) => <PageFields kept={kept} {...draft} />}
    </SettingsForm>
  )
}

function PageFields({ kept, value, set, hasTried, problemAt }: Draft<Kept> & { kept: Kept }) {
  const { t } = useTranslation('page')
  const slug = hasTried && !isSlug(value.slug) ? t('slugInvalid') : undefined
  const domain = hasTried && !isDomain(value.domain ?? '') ? t('domainInvalid') : undefined
  const text = (name: 'intro' | 'consent', language: 'pt-BR' | 'en', label: string, hint?: string) => (
    <Field label={label} hint={hint} error={problemAt(`${name}.${language}`)}>
      <Textarea rows={3} maxLength={1000} value={value[name][language] ?? ''} onChange={(event) => set({ [name]: { ...value[name], [language]: event.target.value } })} />
    </Field>
  )
  return (
    <>
      <OnOff title={t(value.is_on ? 'on' : 'off')} text={t(value.is_on ? 'onText' : 'offText')} isOn={value.is_on} onChange={(is_on) => set({ is_on })} />
      <Section title={t('where')} lead={t('whereLead')}>
        <CopyField label={t('address')} value={kept.address} />
        {kept.is_on && (
          <a href={kept.address} target="_blank" rel="noreferrer" className="inline-flex items-center gap-1.5 self-start text-sm font-medium text-accent-text underline">
            <ExternalLink aria-hidden className="size-4" />
            {t('open')}
          </a>
        )}
        <Field label={t('slug')} hint={t('slugHint')} error={slug ?? problemAt('slug')}>
          <Input value={value.slug} maxLength={60} spellCheck={false} autoCapitalize="none" onChange={(event) => set({ slug: event.target.value.toLowerCase() })} />
        </Field>
        <Field label={t('domain')} hint={t('domainHint')} error={domain ?? problemAt('domain')}>
          <Input value={value.domain ?? ''} maxLength={253} spellCheck={false} autoCapitalize="none" inputMode="url" onChange={(event) => set({ domain: event.target.value.trim().toLowerCase() || null })} />
        </Field>
        <DomainRecord kept={kept} isSaved={value.domain === kept.domain} />
      </Section>
      <Section title={t('look')} lead={t('lookLead')}>
        <Field label={t('language')} hint={t('languageHint')} error={problemAt('language')}>
          <Select value={value.language} onChange={(event) => set({ language: event.target.value as Kept['language'] })}>
            {(['pt-BR', 'en'] as const).map((one) => (
              <option key={one} value={one}>
                {t(`languages.${one}`)}
              </option>
            ))}
          </Select>
        </Field>
        <Checkbox label={t('colorOn')} checked={value.color !== null} onChange={(event) => set({ color: event.target.checked ? '#0e5a66' : null })} />
        {value.color !== null && (
          <Field label={t('color')} error={problemAt('color')}>
            <Input type="color" className="w-20 p-1" value={value.color} onChange={(event) => set({ color: event.target.value })} />
          </Field>
        )}
      </Section>
      <Section title={t('texts')} lead={t('textsLead')}>
        {text('intro', 'pt-BR', t('intro'))}
        {text('intro', 'en', t('introEn'))}
        {text('consent', 'pt-BR', t('consent'), `${t('consentHint')} ${t('version', { version: kept.consent_version })}.`)}
        {text('consent', 'en', t('consentEn'))}
      </Section>
      <PageReceipts value={value} hasTried={hasTried} problemAt={problemAt} onChange={set} />
      <PageShare kept={kept} />
    </>
  )
}

/** How the business shows that its domain is its own. */
function DomainRecord({ kept, isSaved }: { kept: Kept; isSaved: boolean }) {
  const { t } = useTranslation('page')
  const prove = useProveDomain()
  const problems = useProblems(prove.error)
  if (!kept.domain_record || !isSaved) return null
  if (kept.domain_verified_at) return <p className="text-sm text-ok">{t('proven')}</p>
  return (
    <div className="flex flex-col gap-3 rounded-lg border bg-sunken p-3">
      <p className="text-sm">{t('recordLead')}</p>
      <CopyField label={t('recordName')} value={kept.domain_record.name} />
      <CopyField label={t('recordValue')} value={kept.domain_record.value} />
      <Button className="self-start" isBusy={prove.isPending} onClick={() => prove.mutate()}>
        {t('prove')}
      </Button>
      {problems.text && (
        <p role="alert" className="text-sm font-medium text-danger">
          {problems.text}
        </p>
      )}
    </div>
  )
}
