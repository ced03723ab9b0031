namespace Breakwater.Operations.Read;

/// <summary>Lists conditions that people should see.</summary>
public sealed class NotificationQueries(INotifications notifications, TimeProvider time)
{
    // Every circuit shows the count in its rail: one query for all of them.
    private readonly SharedWork<int, int> _open = new(TimeSpan.FromSeconds(2), time);

    /// <summary>Open conditions first, then the newest.</summary>
    public Task<Outcome<Page<Notification>>> ListAsync(PageRequest page, CancellationToken ct) =>
        Guarded.RunAsync<Page<Notification>>(async () => await notifications.ListAsync(page.Clamped(), ct).ConfigureAwait(false));

    /// <summary>How many conditions are open, up to 1,000; at most 2 s old.</summary>
    public Task<Outcome<int>> OpenAsync(CancellationToken ct) => Guarded.RunAsync<int>(async () => await _open.GetAsync(
        0,
        async token => (await notifications.ListAsync(new(Take: PageRequest.MaxTake), token).ConfigureAwait(false)).Items.Count(item => item.ResolvedAt is null),
        ct).ConfigureAwait(false));
}
