using Microsoft.AspNetCore.Components;

namespace Breakwater.Dashboard.Components;

/// <summary>A column of a <see cref="DataTable{T}"/>; stands inside its Columns.</summary>
/// <typeparam name="T">The row.</typeparam>
public sealed class Column<T> : ComponentBase, IDisposable
{
    /// <summary>Heading.</summary>
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    /// <summary>The cell.</summary>
    [Parameter, EditorRequired]
    public RenderFragment<T> ChildContent { get; set; } = default!;

    /// <summary>Name that the query sorts by, from its allow-list; null where the column cannot be sorted.</summary>
    [Parameter]
    public string? Sort { get; set; }

    /// <summary>True for numbers: right-aligned, tabular.</summary>
    [Parameter]
    public bool Numeric { get; set; }

    /// <summary>True where the first click should put the largest first.</summary>
    [Parameter]
    public bool LargestFirst { get; set; }

    /// <summary>True for the column that may grow and is cut with an ellipsis.</summary>
    [Parameter]
    public bool Grows { get; set; }

    /// <summary>The cell as text for CSV; columns without it are left out of the file.</summary>
    [Parameter]
    public Func<T, string?>? Csv { get; set; }

    /// <summary>A sentence on hover that defines the column.</summary>
    [Parameter]
    public string? Hint { get; set; }

    [CascadingParameter]
    private DataTable<T>? Table { get; set; }

    /// <inheritdoc/>
    public void Dispose() => Table?.Remove(this);

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        if (Table is null) throw new InvalidOperationException("A Column stands inside the Columns of a DataTable.");
        Table.Add(this);
    }
}
