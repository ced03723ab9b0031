using Breakwater.Metering.Model;
using Breakwater.Tests.Contracts.Metering;

namespace Breakwater.Tests.Embedded.Metering;

public sealed class EmbeddedLedgerTests : UsageLedgerContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog);
}

public sealed class EmbeddedReaderTests : UsageReaderContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog);
}

public sealed class TwoLaneLedgerTests : UsageLedgerContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog, EmbeddedHarness.Small(writers: 2));
}

public sealed class TwoLaneReaderTests : UsageReaderContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog, EmbeddedHarness.Small(writers: 2));
}

public sealed class ColumnLedgerTests : UsageLedgerContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog, EmbeddedHarness.Columns());
}

public sealed class ColumnReaderTests : UsageReaderContract
{
    protected override async Task<LedgerHarness> OpenAsync(params Metric[] catalog) => await EmbeddedHarness.OpenAsync(catalog, EmbeddedHarness.Columns(writers: 2));
}
