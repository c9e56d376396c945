import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { ApiError } from '@/lib/http'
import { useErrorText } from '@/lib/error-text'
import { zonesWith, zoneTitle } from '@/lib/zones'
import { Button } from '@/ui/button'
import { Dialog } from '@/ui/dialog'
import { Field } from '@/ui/field'
import { Input, Select } from '@/ui/input'
import { toast } from '@/ui/toast'
import { useCreateTenant } from '../api'

const schema = z.object({
  name: z.string().trim().min(1),
  kind: z.enum(['clinic', 'restaurant', 'other']),
  timezone: z.string().min(1),
  store_name: z.string().trim(),
  owner_email: z.string().trim().regex(/^[^\s@]+@[^\s@]+$/),
})
type Values = z.infer<typeof schema>
const empty: Values = { name: '', kind: 'clinic', timezone: 'America/Sao_Paulo', store_name: '', owner_email: '' }

/** A business and the e-mail of its owner, who is invited: by mail, or by a link to hand over where no mail can be sent (`onLink`). */
type Props = { open: boolean; onOpenChange: (open: boolean) => void; onLink: (email: string, link: string) => void }

export function NewTenantDialog({ open, onOpenChange, onLink }: Props) {
  const { t } = useTranslation(['accounts', 'shell'])
  const errorText = useErrorText()
  const create = useCreateTenant()
  const { register, handleSubmit, formState, reset, setError } = useForm<Values>({ resolver: zodResolver(schema), defaultValues: empty })
  const { errors } = formState

  const submit = handleSubmit(({ store_name, ...values }) =>
    create.mutate(store_name ? { ...values, store_name } : values, {
      onSuccess: (tenant) => {
        if (tenant.owner_link) onLink(values.owner_email, tenant.owner_link)
        toast(t('agency.form.created', { name: tenant.name }))
        reset(empty)
        onOpenChange(false)
      },
      onError: (error) => {
        if (error instanceof ApiError && error.field && error.field in empty) setError(error.field as keyof Values, { message: errorText(error) })
      },
    }),
  )
  const problem = (name: keyof Values, fallback = t('agency.form.required')) => errors[name] && (errors[name].type ? fallback : errors[name].message)

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('agency.form.title')}
      description={t('agency.form.lead')}
      closeLabel={t('shell:close')}
      footer={
        <>
          <Button variant="ghost" onClick={() => onOpenChange(false)}>
            {t('shell:cancel')}
          </Button>
          <Button type="submit" form="new-tenant" variant="primary" isBusy={create.isPending}>
            {t('agency.form.submit')}
          </Button>
        </>
      }
    >
      <form id="new-tenant" noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
        {create.error && !(create.error instanceof ApiError && create.error.field) && (
          <p role="alert" className="rounded-md bg-danger-soft px-3 py-2 text-sm text-danger">
            {errorText(create.error)}
          </p>
        )}
        <Field label={t('agency.form.name')} error={problem('name')}>
          <Input autoFocus {...register('name')} />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t('agency.form.kind')}>
            <Select {...register('kind')}>
              {(['clinic', 'restaurant', 'other'] as const).map((kind) => (
                <option key={kind} value={kind}>
                  {t(`agency.kind.${kind}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('agency.form.timezone')}>
            <Select {...register('timezone')}>
              {zonesWith(null).map((zone) => (
                <option key={zone} value={zone}>
                  {zoneTitle(zone)}
                </option>
              ))}
            </Select>
          </Field>
        </div>
        <Field label={t('agency.form.store')} hint={t('agency.form.storeHint')}>
          <Input {...register('store_name')} />
        </Field>
        <fieldset className="flex flex-col gap-4 border-t pt-4">
          <legend className="pr-2 text-xs font-semibold text-ink-3">{t('agency.form.owner')}</legend>
          <Field label={t('agency.form.ownerEmail')} hint={t('agency.form.ownerHint')} error={problem('owner_email', t('signIn.emailInvalid'))}>
            <Input type="email" autoComplete="off" {...register('owner_email')} />
          </Field>
        </fieldset>
      </form>
    </Dialog>
  )
}
